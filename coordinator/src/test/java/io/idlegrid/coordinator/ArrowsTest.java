package io.idlegrid.coordinator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Keeps the arrows of ARCHITECTURE.md true. */
class ArrowsTest {

  private static final String ROOT = "io.idlegrid.coordinator";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void arrowsPointFromTheEdgeToTheDomain() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("wiring")
        .definedBy(ROOT)
        .layer("edge")
        .definedBy(ROOT + ".edge..")
        .layer("flow")
        .definedBy(ROOT + ".flow..")
        .layer("domain")
        .definedBy(ROOT + ".domain..")
        .whereLayer("wiring")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("edge")
        .mayOnlyBeAccessedByLayers("wiring")
        .whereLayer("flow")
        .mayOnlyBeAccessedByLayers("wiring", "edge")
        .check(CLASSES);
  }

  @Test
  void domainDecidesAndTouchesNothing() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".domain..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.idlegrid.protocol..",
            "io.idlegrid.predictor..",
            "org.apache.ignite..",
            "io.javalin..",
            "org.slf4j..",
            "com.fasterxml..",
            "java.nio.file..",
            "java.net..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Clock")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.Thread")
        .check(CLASSES);
  }

  @Test
  void flowKnowsNeitherTheWireNorTheLibrariesOfTheEdge() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".flow..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.idlegrid.protocol.link..",
            "io.idlegrid.protocol.job..",
            "io.idlegrid.protocol.device..",
            "io.idlegrid.predictor..",
            "org.apache.ignite..",
            "io.javalin..",
            "com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  void nobodyReadsAClockBelowTheEdge() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".domain..", ROOT + ".flow..")
        .should()
        .callMethod("java.time.Instant", "now")
        .orShould()
        .callMethod("java.lang.System", "currentTimeMillis")
        .orShould()
        .callMethod("java.lang.System", "nanoTime")
        .check(CLASSES);
  }
}

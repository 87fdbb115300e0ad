package io.idlegrid.predictor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.idlegrid.predictor");

  @Test
  void roomsHaveNoCycles() {
    slices().matching("io.idlegrid.predictor.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void onlyTreesRunTimesAndTheComparisonKnowSmile() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "..predictor.tree..", "..predictor.runtime..", "..predictor.tool.compare..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("smile..")
        .check(classes);
  }

  @Test
  void nothingReadsAClockOrStartsAThread() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .check(classes);
  }
}

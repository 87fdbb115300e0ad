package io.idlegrid.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.idlegrid.worker.domain.run.AttemptName;
import org.junit.jupiter.api.Test;

class ArrowsTest {

  private final JavaClasses worker =
      new ClassFileImporter()
          .importUrl(AttemptName.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void domainKnowsOnlyItselfAndTheJdk() {
    noClasses()
        .that()
        .resideInAPackage("io.idlegrid.worker.domain..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "io.idlegrid.worker.domain..", "io.idlegrid.schedule..", "java..", "org.jspecify..")
        .check(worker);
  }

  @Test
  void domainReadsNoClockAndStartsNoThread() {
    noClasses()
        .that()
        .resideInAPackage("io.idlegrid.worker.domain..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(
            Thread.class, java.util.Random.class, java.time.Clock.class, java.io.File.class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.file.Files")
        .check(worker);
  }

  @Test
  void loopDoesNotKnowTheEdge() {
    noClasses()
        .that()
        .resideInAPackage("io.idlegrid.worker.loop..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.idlegrid.worker.edge..")
        .allowEmptyShould(true)
        .check(worker);
  }

  @Test
  void theEnginesEdgesDoNotKnowTheLoop() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.idlegrid.worker.edge.host..",
            "io.idlegrid.worker.edge.cgroup..",
            "io.idlegrid.worker.edge.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.idlegrid.worker.loop..")
        .allowEmptyShould(true)
        .check(worker);
  }

  /** A class that was loaded once never gives its memory back to the resting agent. */
  @Test
  void onlyTheJvmBesideTheAgentLoadsDockerJava() {
    noClasses()
        .that()
        // The benchmarks are a JVM of their own as well.
        .resideOutsideOfPackages(
            "io.idlegrid.worker.edge.engine.docker.api..", "io.idlegrid.worker.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.github.dockerjava..")
        .orShould()
        .dependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "are in the other JVM",
                type ->
                    type.getPackageName().startsWith("io.idlegrid.worker.edge.engine.docker.api")))
        .check(worker);
  }

  /** OSHI's jars are not on the agent's class path. */
  @Test
  void onlyTheSurveyLoadsOshi() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.idlegrid.worker.edge.host.survey..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "oshi..", "com.sun.jna.platform..", "io.idlegrid.worker.edge.host.survey..")
        .check(worker);
  }
}

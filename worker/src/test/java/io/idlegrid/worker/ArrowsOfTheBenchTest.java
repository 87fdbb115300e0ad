package io.idlegrid.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.idlegrid.worker.domain.run.AttemptName;
import org.junit.jupiter.api.Test;

class ArrowsOfTheBenchTest {

  /** The forecaster and its libraries are not in the installed worker. */
  @Test
  void onlyTheBenchmarkKnowsThePredictor() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.idlegrid.worker.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.idlegrid.predictor..", "io.idlegrid.worker.bench..")
        .check(
            new ClassFileImporter()
                .importUrl(AttemptName.class.getProtectionDomain().getCodeSource().getLocation()));
  }
}

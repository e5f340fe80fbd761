package org.emotion4j.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction of dependencies, on the classes of every module. */
@AnalyzeClasses(packages = "org.emotion4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] CORE = {
    "org.emotion4j",
    "org.emotion4j.config",
    "org.emotion4j.model",
    "org.emotion4j.spi",
    "org.emotion4j.stream",
    "org.emotion4j.timeline",
    "org.emotion4j.internal"
  };
  private static final String INTERNAL = "org.emotion4j.internal..";
  private static final String OPENCV = "org.emotion4j.opencv..";
  private static final String MODELS = "org.emotion4j.models..";
  private static final String TRAINING = "org.emotion4j.training..";

  /** Without their classes the rules below would hold whatever is written there. */
  @ArchTest
  static void everyModuleIsSeen(JavaClasses all) {
    assertThat(all.stream().map(JavaClass::getPackageName))
        .contains(
            "org.emotion4j",
            "org.emotion4j.opencv",
            "org.emotion4j.models",
            "org.emotion4j.training",
            "org.emotion4j.testkit");
  }

  @ArchTest
  static final ArchRule core_internalsAreItsOwn =
      noClasses()
          .that()
          .resideOutsideOfPackages(CORE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(INTERNAL);

  @ArchTest
  static final ArchRule core_usesTheJdkSlf4jAndGsonAlone =
      classes()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(CORE)
                  .or(
                      resideInAnyPackage(
                          "java..",
                          "javax.imageio..",
                          "org.slf4j..",
                          "com.google.gson..",
                          "org.jspecify..")));

  @ArchTest
  static final ArchRule openCv_knowsNeitherDjlNorTheModels =
      noClasses()
          .that()
          .resideInAPackage(OPENCV)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..", MODELS);

  @ArchTest
  static final ArchRule models_knowNothingOfOpenCv =
      noClasses()
          .that()
          .resideInAPackage(MODELS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.opencv..", "org.bytedeco..", OPENCV);

  @ArchTest
  static final ArchRule training_isUsedByNobodyElse =
      noClasses()
          .that()
          .resideOutsideOfPackage(TRAINING)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(TRAINING);
}

package peftlab;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the direction of packages that {@code src/docs/architecture.md} draws. */
@AnalyzeClasses(packages = "peftlab", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_HAVE_ONE_DIRECTION =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("tensor")
          .definedBy("peftlab.tensor..")
          .layer("nn")
          .definedBy("peftlab.nn..")
          .layer("peft")
          .definedBy("peftlab.peft..")
          .layer("method")
          .definedBy("peftlab.method..")
          .layer("metric")
          .definedBy("peftlab.metric..")
          .layer("data")
          .definedBy("peftlab.data..")
          .layer("checkpoint")
          .definedBy("peftlab.checkpoint..")
          .layer("train")
          .definedBy("peftlab.train..")
          .layer("experiment")
          .definedBy("peftlab.experiment..")
          .layer("conformance")
          .definedBy("peftlab.conformance..")
          .layer("report")
          .definedBy("peftlab.report..")
          .layer("reference")
          .definedBy("peftlab.reference..")
          .layer("cli")
          .definedBy("peftlab.cli..")
          .whereLayer("tensor")
          .mayNotAccessAnyLayer()
          .whereLayer("nn")
          .mayOnlyAccessLayers("tensor")
          .whereLayer("peft")
          .mayOnlyAccessLayers("nn", "tensor")
          .whereLayer("method")
          .mayOnlyAccessLayers("peft", "nn", "tensor")
          .whereLayer("method")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("metric")
          .mayNotAccessAnyLayer()
          .whereLayer("data")
          .mayOnlyAccessLayers("metric")
          .whereLayer("checkpoint")
          .mayOnlyAccessLayers("peft", "nn", "tensor")
          .whereLayer("train")
          .mayOnlyAccessLayers("checkpoint", "data", "metric", "peft", "nn", "tensor")
          .whereLayer("train")
          .mayOnlyBeAccessedByLayers("experiment", "conformance", "report", "reference", "cli")
          .whereLayer("experiment")
          .mayOnlyBeAccessedByLayers("report", "reference", "cli")
          .whereLayer("conformance")
          .mayOnlyBeAccessedByLayers("report", "cli")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("reference", "cli")
          .whereLayer("reference")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching("peftlab.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule EVERY_CLASS_HAS_A_LAYER =
      classes()
          .should()
          .resideInAnyPackage(
              "peftlab",
              "peftlab.tensor..",
              "peftlab.nn..",
              "peftlab.peft..",
              "peftlab.method..",
              "peftlab.metric..",
              "peftlab.data..",
              "peftlab.checkpoint..",
              "peftlab.train..",
              "peftlab.experiment..",
              "peftlab.conformance..",
              "peftlab.report..",
              "peftlab.reference..",
              "peftlab.cli..");

  @ArchTest
  static final ArchRule ONLY_TENSOR_KNOWS_ND4J =
      noClasses()
          .that()
          .resideOutsideOfPackage("peftlab.tensor..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j.linalg..", "org.nd4j.nativeblas..", "org.bytedeco..");

  @ArchTest
  static final ArchRule NO_REPORT_DEPENDS_ON_RANDOM_NUMBERS =
      noClasses()
          .that()
          .resideInAPackage("peftlab.report..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(java.util.random.RandomGenerator.class)
          .orShould()
          .callMethod(Math.class, "random");

  @ArchTest
  static final ArchRule NOTHING_IS_DESERIALIZED_BY_JAVA =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.beans.XMLDecoder");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_TALKS_TO_THE_TERMINAL =
      noClasses()
          .that()
          .resideOutsideOfPackages("peftlab.cli..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_ENDS_THE_PROCESS =
      noClasses()
          .that()
          .resideOutsideOfPackages("peftlab.cli..")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethodWhere(target(nameMatching("halt")));
}

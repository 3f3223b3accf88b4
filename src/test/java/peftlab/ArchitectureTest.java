package peftlab;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Holds what {@code src/docs/architecture.md} says about packages: its table is the rule. */
@AnalyzeClasses(packages = "peftlab", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final Map<String, Set<String>> TABLE = ArchitectureTable.read();

  @ArchTest
  static void everyPackageUsesOnlyWhatTheTableAllows(JavaClasses all) {
    TABLE.forEach(
        (room, allowed) ->
            noClasses()
                .that()
                .resideInAPackage("peftlab." + room)
                .should()
                .dependOnClassesThat(
                    describe(
                        "lie in packages that the row of `" + room + "` does not allow",
                        other -> isOurs(other) && !allowed.contains(room(other))))
                .check(all));
  }

  @ArchTest
  static void everyPackageStandsInTheTable(JavaClasses all) {
    assertThat(all.stream().map(ArchitectureTest::room).collect(Collectors.toSet()))
        .filteredOn(room -> !room.isEmpty())
        .containsExactlyInAnyOrderElementsOf(TABLE.keySet());
  }

  @ArchTest
  static void whatTheTableAllowsIsUsed(JavaClasses all) {
    ArchitectureTable.direct()
        .forEach(
            (room, allowed) -> {
              Set<String> used = new TreeSet<>();
              all.stream()
                  .filter(type -> room(type).equals(room))
                  .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                  .map(Dependency::getTargetClass)
                  .filter(ArchitectureTest::isOurs)
                  .forEach(type -> used.add(room(type)));
              assertThat(used).as("packages that `%s` uses", room).containsAll(allowed);
            });
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith("peftlab.");
  }

  /** The name that the table has for a class's package; empty for the root. */
  private static String room(JavaClass type) {
    return type.getPackageName().replaceFirst("^peftlab\\.?", "");
  }

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching("peftlab.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NOBODY_IMPORTS_A_METHOD =
      noClasses()
          .that()
          .resideOutsideOfPackage("peftlab.methods")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("peftlab.methods");

  @ArchTest
  static final ArchRule THE_ROOT_USES_NO_ROOM =
      classes()
          .that()
          .resideInAPackage("peftlab")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackage("peftlab.*..");

  @ArchTest
  static final ArchRule ONLY_TENSOR_KNOWS_ND4J =
      noClasses()
          .that()
          .resideOutsideOfPackage("peftlab.tensor..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j.linalg..", "org.nd4j.nativeblas..", "org.bytedeco..");

  @ArchTest
  static final ArchRule THE_KERNELS_THAT_TRAIN_USE_NO_OPERATION_OF_ND4J =
      noClasses()
          .that()
          .resideInAPackage("peftlab.tensor.cpu")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.nd4j.linalg..");

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

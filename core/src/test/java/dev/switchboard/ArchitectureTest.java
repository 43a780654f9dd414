package dev.switchboard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of docs/architecture.md, and what no package of core may do. */
class ArchitectureTest {

  private static final String ROOT = "dev.switchboard";

  /** From the top; no package may know one above it. */
  private static final List<String> LAYERS =
      List.of(
          ROOT + ".doctor",
          ROOT + ".page",
          ROOT + ".metrics",
          ROOT + ".net",
          ROOT,
          ROOT + ".call",
          ROOT + ".upstream",
          ROOT + ".event",
          ROOT + ".balance",
          ROOT + ".health",
          ROOT + ".cloudmap",
          ROOT + ".dns",
          ROOT + ".remember",
          ROOT + ".file",
          ROOT + ".resolve",
          ROOT + ".config",
          ROOT + ".endpoint",
          ROOT + ".time");

  /** Stands beside them: it may know all, and none may know it. */
  private static final String TESTING = ROOT + ".testing";

  private static final JavaClasses CORE =
      new ClassFileImporter().importPath(Path.of("target/classes"));

  static IntStream layers() {
    return IntStream.range(0, LAYERS.size());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aLayerKnowsNoneAboveIt(int layer) {
    noClasses()
        .that()
        .resideInAPackage(LAYERS.get(layer))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(LAYERS.subList(0, layer).toArray(String[]::new))
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage(TESTING)
        .check(CORE);
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    assertThat(CORE)
        .isNotEmpty()
        .extracting(c -> c.getPackageName())
        .allMatch(name -> LAYERS.contains(name) || name.equals(TESTING) || name.isEmpty());
  }

  @Test
  void whatIsAboveTheRegistryDoesNotKnowWhichItIs() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.switchboard.cloudmap")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.switchboard.cloudmap", "software.amazon.awssdk..")
        .check(CORE);
  }

  @Test
  void onlyMetricsKnowMicrometer() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.switchboard.metrics")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.switchboard.metrics", "io.micrometer..")
        .check(CORE);
  }

  @Test
  void onlyItsResolverKnowsDns() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.switchboard.dns")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.switchboard.dns", "org.xbill..")
        .check(CORE);
  }

  @Test
  void timeAndRandomnessComeFromTheTimePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.switchboard.time")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocalRandom.class)
        .check(CORE);
  }

  @Test
  void nobodySleeps() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .check(CORE);
  }

  @Test
  void nothingIsSynchronized() throws IOException {
    noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED).check(CORE);
    Pattern block = Pattern.compile("\\bsynchronized\\s*\\(");
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<Path> sources = files.filter(f -> f.toString().endsWith(".java")).toList();
      assertThat(sources).hasSizeGreaterThan(40);
      for (Path source : sources) {
        assertThat(block.matcher(Files.readString(source)).find()).as("%s", source).isFalse();
      }
    }
  }
}

package dev.switchboard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md. */
class ArchitectureTest {

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("testkit"))
          .importPackages("dev.switchboard");

  @Test
  void arrowsOnlyPointDownwards() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.switchboard..")
        .layer("root")
        .definedBy("dev.switchboard")
        .layer("call")
        .definedBy("dev.switchboard.call")
        .layer("upstream")
        .definedBy("dev.switchboard.upstream")
        .layer("event")
        .definedBy("dev.switchboard.event")
        .layer("balance")
        .definedBy("dev.switchboard.balance")
        .layer("health")
        .definedBy("dev.switchboard.health")
        .layer("cloudmap")
        .definedBy("dev.switchboard.cloudmap")
        .layer("resolve")
        .definedBy("dev.switchboard.resolve")
        .layer("endpoint")
        .definedBy("dev.switchboard.endpoint")
        .layer("time")
        .definedBy("dev.switchboard.time")
        .layer("testing")
        .definedBy("dev.switchboard.testing")
        .whereLayer("root")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("call")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("upstream")
        .mayOnlyBeAccessedByLayers("root", "call")
        .whereLayer("event")
        .mayOnlyBeAccessedByLayers("root", "call", "upstream", "testing")
        .whereLayer("balance")
        .mayOnlyBeAccessedByLayers("root", "call", "upstream")
        .whereLayer("health")
        .mayOnlyBeAccessedByLayers("root", "upstream", "balance")
        .whereLayer("cloudmap")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("testing")
        .mayNotBeAccessedByAnyLayer()
        .check(CORE);
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.switchboard.resolve", "dev.switchboard.endpoint", "dev.switchboard.time")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.switchboard.cloudmap", "dev.switchboard.event", "dev.switchboard.health")
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
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocalRandom.class)
        .check(CORE);
  }

  @Test
  void nothingIsSynchronized() {
    noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED).check(CORE);
  }

  @Test
  void onlyCloudMapKnowsTheAwsSdk() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.switchboard.cloudmap")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon.awssdk..")
        .check(CORE);
  }
}

package dev.vane.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The "never" column of ARCHITECTURE.md: what a module must not know, which no reader can see. */
class ArchitectureTest {
  private static final JavaClasses VANE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.vane");

  @Test
  void configurationReadsNothingButConfiguration() {
    noClasses()
        .that()
        .resideInAPackage("dev.vane.config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.vane.gateway..",
            "dev.vane.pivot..",
            "dev.vane.storage..",
            "dev.vane.duckdb..",
            "org.apache.arrow..",
            "io.grpc..",
            "java.sql..")
        .check(VANE);
  }

  @Test
  void contractsNeedArrowAndNothingElse() {
    classes()
        .that()
        .resideInAPackage("dev.vane.spi..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.vane.spi..",
            "java.lang..",
            "java.util..",
            "java.time..",
            "java.math..",
            "java.nio..",
            "java.io..",
            "org.apache.arrow.memory..",
            "org.apache.arrow.vector..",
            "org.jspecify.annotations..")
        .check(VANE);
  }

  @Test
  void logKnowsNoTablesAndNoArrow() {
    classes()
        .that()
        .resideInAPackage("dev.vane.log..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.vane.log..",
            "dev.vane.spi..",
            "java.lang..",
            "java.util..",
            "java.time..",
            "java.nio..",
            "java.io..",
            "org.slf4j..",
            "org.jspecify.annotations..")
        .check(VANE);
    noClasses()
        .that()
        .resideInAPackage("dev.vane.log..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("dev\\.vane\\.spi\\.(Table|Storage|Producer|Ledger).*")
        .check(VANE);
  }

  @Test
  void pivotExecutesNothing() {
    noClasses()
        .that()
        .resideInAPackage("dev.vane.pivot..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..", "org.duckdb..", "dev.vane.duckdb..", "dev.vane.gateway..", "io.grpc..")
        .check(VANE);
  }

  @Test
  void oneModuleKnowsDuckDb() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.vane.duckdb..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.duckdb..")
        .check(VANE);
  }

  @Test
  void storagesSeeNoWire() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.vane.storage..", "dev.vane.duckdb..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.grpc..", "org.apache.arrow.flight..", "io.javalin..", "dev.vane.gateway..")
        .check(VANE);
  }

  @Test
  void duckDbTablesSeeNoJson() {
    noClasses()
        .that()
        .resideInAPackage("dev.vane.storage.duckdb..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml.jackson..")
        .check(VANE);
  }

  @Test
  void onlyTheObjectStoreKnowsAmazonsClient() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.vane.storage.delta.s3..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon.awssdk..")
        .check(VANE);
  }

  @Test
  void gatewayKnowsNoWireAndNoBackend() {
    noClasses()
        .that()
        .resideInAPackage("dev.vane.gateway..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.grpc..",
            "org.apache.arrow.flight..",
            "com.google.protobuf..",
            "io.javalin..",
            "jakarta.servlet..",
            "org.duckdb..",
            "io.delta..",
            "dev.vane.duckdb..",
            "dev.vane.storage..",
            "java.sql..")
        .check(VANE);
  }

  @Test
  void wiresBuildNoSql() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.vane.flight..", "dev.vane.http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..",
            "org.duckdb..",
            "dev.vane.duckdb..",
            "dev.vane.storage..",
            "dev.vane.pivot..")
        .orShould()
        .dependOnClassesThat()
        .haveSimpleName("SqlQuery")
        .check(VANE);
  }

  @Test
  void clientNeedsNoServer() {
    noClasses()
        .that()
        .resideInAPackage("dev.vane.client..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.vane.spi..",
            "dev.vane.config..",
            "dev.vane.pivot..",
            "dev.vane.gateway..",
            "dev.vane.flight..",
            "dev.vane.duckdb..",
            "dev.vane.storage..")
        .check(VANE);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("dev.vane.(**)").should().beFreeOfCycles().check(VANE);
  }
}

package dev.vane.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module must not do. */
class HttpModuleTest {
  private final JavaClasses module =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.vane.http");

  @Test
  void knowsNoEngineNoBackendAndNoOtherWire() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..",
            "org.duckdb..",
            "io.delta..",
            "io.grpc..",
            "dev.vane.duckdb..",
            "dev.vane.storage..",
            "dev.vane.flight..",
            "dev.vane.pivot..")
        .check(module);
  }
}

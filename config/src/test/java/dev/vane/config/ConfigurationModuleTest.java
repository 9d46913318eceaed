package dev.vane.config;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What this module must not do. */
class ConfigurationModuleTest {
  private static final Set<String> SHARED =
      Set.of(Names.class.getName(), Suggestions.class.getName(), VaneException.class.getName());

  private final JavaClasses module =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.vane.config");

  @Test
  void takesOnlyNamesAndSuggestionsFromTheContracts() {
    noClasses()
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "belong to Vane but neither to this module nor to what is shared",
                (JavaClass target) ->
                    target.getPackageName().startsWith("dev.vane.")
                        && !target.getPackageName().equals("dev.vane.config")
                        && !SHARED.contains(target.getName())))
        .check(module);
  }

  @Test
  void readsNothingButConfiguration() {
    noClasses()
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .check(module);
    noClasses().should().dependOnClassesThat().resideInAPackage("org.apache..").check(module);
  }

  @Test
  void onlyTheYamlReadersKnowTheYamlLibrary() {
    noClasses()
        .that()
        .haveSimpleNameNotStartingWith("Yaml")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(module);
  }
}

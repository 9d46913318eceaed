package dev.vane.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "settings.md");
  private static final Path README = Path.of("..", "README.md");
  private static final String BEGIN = "<!-- settings: made from the code -->\n";
  private static final String END = "<!-- end of settings -->";

  @Test
  void documentationSaysWhatTheCodeDoes() throws IOException {
    if (Boolean.getBoolean("vane.docs.update")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, SettingsPage.write());
    }
    assertThat(PAGE)
        .as("write it anew with -Dvane.docs.update=true")
        .content()
        .isEqualTo(SettingsPage.write());
  }

  @Test
  void readmeListsEverySetting() throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    int end = readme.indexOf(END);
    if (Boolean.getBoolean("vane.docs.update")) {
      Files.writeString(
          README, readme.substring(0, begin) + SettingsPage.overview() + readme.substring(end));
    }
    assertThat(README)
        .as("write it anew with -Dvane.docs.update=true")
        .content()
        .contains(BEGIN + SettingsPage.overview() + END);
  }

  @Test
  void everySettingHasASentence() {
    assertThat(Settings.ALL).allMatch(setting -> setting.sentence().endsWith("."));
    assertThat(StreamSettings.ALL).allMatch(setting -> setting.sentence().endsWith("."));
  }
}

package dev.vane.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "settings.md");

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
  void everySettingHasASentence() {
    assertThat(Settings.ALL).allMatch(setting -> setting.sentence().endsWith("."));
    assertThat(StreamSettings.ALL).allMatch(setting -> setting.sentence().endsWith("."));
  }
}

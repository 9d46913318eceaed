package dev.vane.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Writes docs/settings.md from the list of settings. */
final class SettingsPage {
  private static final String INTRODUCTION =
      """
      # Settings

      This page is made from the list that the parser works with, and a test fails when they differ
      (`mvn -pl config -am test -Dvane.docs.update=true` writes it anew).

      A flag overrides an environment variable, which overrides the YAML file, which overrides the
      default. A YAML file nests the keys: `flight.port` is `port` below `flight`. Whatever is
      unknown, repeated or wrong is refused, all problems at once, each with its line or variable.
      `vane doctor` prints what is in force and where each value came from.

      Sizes are `64MiB` or `512KiB` (powers of 1024), `1GB` or `500MB` (powers of 1000), or plain
      bytes. Times are `500ms`, `30s`, `5m`, `2h` or `7d`.
      """;

  private static final String STREAMS =
      """

      ## `streams.<name>`

      One section for each stream, in the YAML file only. A section without keys configures the
      stream with the defaults, which matters where `streams.auto_create` is `false`.

      """;

  private SettingsPage() {}

  /** The short list for the README: every setting, what it does, its default. */
  static String overview() {
    StringBuilder list = new StringBuilder();
    row(list, "key", "what it does", "default");
    row(list, "---", "---", "---");
    for (Setting<?> setting : Settings.ALL) {
      row(list, "`" + setting.name() + "`", setting.sentence(), standard(setting));
    }
    for (StreamSetting<?> setting : StreamSettings.ALL) {
      row(list, "`streams.<name>." + setting.name() + "`", setting.sentence(), setting.standard());
    }
    return list.toString();
  }

  static String write() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (List<Setting<?>> section : sections()) {
      String name = KeyPaths.parent(section.get(0).name());
      page.append(name.isEmpty() ? "\n## At the top\n\n" : "\n## `" + name + "`\n\n");
      row(page, "key", "what it does", "values", "default", "variable");
      row(page, "---", "---", "---", "---", "---");
      for (Setting<?> setting : section) {
        row(
            page,
            "`" + setting.name() + "`",
            setting.sentence(),
            setting.type().description(),
            standard(setting),
            "`" + setting.variable() + "`");
      }
    }
    page.append(STREAMS);
    row(page, "key below it", "what it does", "values", "where it is not said");
    row(page, "---", "---", "---", "---");
    for (StreamSetting<?> setting : StreamSettings.ALL) {
      row(
          page,
          "`" + setting.name() + "`",
          setting.sentence(),
          setting.type().description(),
          setting.standard());
    }
    return page.toString();
  }

  private static List<List<Setting<?>>> sections() {
    return new ArrayList<>(
        Settings.ALL.stream()
            .<Setting<?>>map(setting -> setting)
            .collect(
                Collectors.groupingBy(
                    setting -> KeyPaths.parent(setting.name()),
                    LinkedHashMap::new,
                    Collectors.<Setting<?>>toList()))
            .values());
  }

  private static String standard(Setting<?> setting) {
    return setting.standard().contains(" ") ? setting.standard() : "`" + setting.standard() + "`";
  }

  private static void row(StringBuilder page, String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}

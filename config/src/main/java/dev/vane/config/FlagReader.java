package dev.vane.config;

import dev.vane.spi.Suggestions;
import java.util.Map;
import java.util.TreeMap;

/** Reads the given values from what the command line sets. */
final class FlagReader {
  private FlagReader() {}

  static void read(Map<String, String> flags, GivenValues given) {
    new TreeMap<>(flags)
        .forEach(
            (name, text) -> {
              if (Settings.names().contains(name)) {
                given.put(name, RawValue.ofText(text, Origin.OF_FLAGS));
              } else {
                given.refuse(
                    name,
                    Origin.OF_FLAGS,
                    "There is no such setting.",
                    Suggestions.hint(name, Settings.names()).strip());
              }
            });
  }
}

package dev.vane.config;

import java.util.ArrayList;
import java.util.List;

/** Prints effective settings as aligned columns. */
final class SettingsTable {
  private static final List<String> HEADINGS = List.of("SETTING", "VALUE", "ORIGIN", "DEFAULT");

  private SettingsTable() {}

  static String print(List<EffectiveSetting> settings) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADINGS);
    for (EffectiveSetting setting : settings) {
      lines.add(
          List.of(setting.name(), setting.value(), setting.origin().text(), setting.standard()));
    }
    StringBuilder table = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int column = 0; column < line.size(); column++) {
        row.append(pad(line.get(column), width(lines, column) + 2));
      }
      table.append(row.toString().stripTrailing()).append('\n');
    }
    return table.toString();
  }

  private static int width(List<List<String>> lines, int column) {
    return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}

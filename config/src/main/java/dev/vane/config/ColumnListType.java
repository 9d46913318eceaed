package dev.vane.config;

import dev.vane.spi.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A list of column names, each once. Must be written as a list, since a name may hold a comma. */
final class ColumnListType implements SettingType<List<String>> {
  @Override
  public String description() {
    return "list of column names";
  }

  @Override
  public List<String> parse(RawValue raw) throws InvalidValueException {
    if (!raw.list()) {
      throw new InvalidValueException(
          "One value stands where a list is wanted.",
          "Write [%s].".formatted(String.join(", ", raw.items())));
    }
    Set<String> seen = new HashSet<>();
    for (String column : raw.items()) {
      SettingTypes.readName("column", column);
      if (!seen.add(column.toLowerCase(Locale.ROOT))) {
        throw new InvalidValueException(
            "The column %s stands in it twice, ignoring case.".formatted(Names.quoted(column)),
            "Name each column once.");
      }
    }
    return raw.items();
  }

  @Override
  public String print(List<String> value) {
    return "[" + String.join(", ", value) + "]";
  }
}

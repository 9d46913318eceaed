package dev.vane.pivot;

import dev.vane.pivot.json.JsonObject;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import java.util.List;

/**
 * Reads {@code full_rows}: the row fields of the whole tree, of which {@code rows} are presented.
 */
final class FullRowsParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private FullRowsParser() {}

  /** The fields that are not presented, in order. */
  static List<Dimension> below(JsonObject question, List<Dimension> rows, List<Dimension> full) {
    if (question.get("full_rows") == null) {
      return List.of();
    }
    List<String> names = full.stream().map(Dimension::name).toList();
    for (Dimension row : rows) {
      if (!names.contains(row.name())) {
        throw question
            .path("full_rows")
            .problem(
                CODE,
                "lacks the row field %s; it names all row fields, those of rows among them"
                    .formatted(Names.quoted(row.name())));
      }
    }
    List<String> presented = rows.stream().map(Dimension::name).toList();
    return full.stream().filter(field -> !presented.contains(field.name())).toList();
  }

  /** Of these fields those down to the last one that a condition looks at. */
  static List<Dimension> needed(
      List<Dimension> rows, List<Dimension> below, List<HavingCondition> having) {
    int deepest = having.stream().mapToInt(HavingCondition::level).max().orElse(0);
    return below.subList(0, Math.max(0, deepest - rows.size()));
  }
}

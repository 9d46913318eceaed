package dev.vane.pivot;

import dev.vane.pivot.json.JsonPath;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The names that the rest of a question may refer to. A key is known by its name in the answer and,
 * where that is clear, by its field.
 */
record AxisNames(List<Dimension> rows, List<Dimension> columns, List<String> measures) {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  /** The name in the answer of the key that is meant. */
  static String require(List<Dimension> axis, String name, JsonPath path, String what) {
    return find(axis, name)
        .orElseThrow(() -> unknown(name, path, what, axis.stream().map(Dimension::name).toList()));
  }

  private static Optional<String> find(List<Dimension> axis, String name) {
    if (axis.stream().anyMatch(dimension -> dimension.name().equals(name))) {
      return Optional.of(name);
    }
    List<Dimension> ofField =
        axis.stream().filter(dimension -> dimension.field().equals(name)).toList();
    return ofField.size() == 1 ? Optional.of(ofField.get(0).name()) : Optional.empty();
  }

  /** The sort term with its name resolved. */
  SortItem resolve(SortItem item, JsonPath path) {
    if (measures.contains(item.field())) {
      if (!item.listed().isEmpty()) {
        throw path.key("order")
            .problem(CODE, "lists values, which is for keys; a measure is 'asc' or 'desc'");
      }
      if (item.column().size() > columns.size()) {
        throw path.key("column")
            .problem(
                CODE,
                "has %d keys, but the question has %d column fields"
                    .formatted(item.column().size(), columns.size()));
      }
      return item;
    }
    List<Dimension> axes = new ArrayList<>(rows);
    axes.addAll(columns);
    List<String> valid = new ArrayList<>(axes.stream().map(Dimension::name).toList());
    valid.addAll(measures);
    String name =
        find(axes, item.field())
            .orElseThrow(
                () ->
                    unknown(
                        item.field(),
                        path.key("field"),
                        "row field, column field or measure",
                        valid));
    if (!item.column().isEmpty()) {
      throw path.key("column")
          .problem(CODE, "is for measures, and " + Names.quoted(name) + " is a key");
    }
    return new SortItem(name, item.descending(), item.nullsFirst(), item.column(), item.listed());
  }

  /** Refuses what is no measure. */
  static void requireMeasure(List<String> measures, String name, JsonPath path) {
    if (!measures.contains(name)) {
      throw unknown(name, path, "measure", measures);
    }
  }

  private static VaneException unknown(
      String name, JsonPath path, String what, List<String> valid) {
    return path.problem(
        ErrorCode.FIELD_UNKNOWN,
        ("names " + Names.quoted(name) + ", which is no " + what + " of this question.")
            + Suggestions.hint(name, valid));
  }
}

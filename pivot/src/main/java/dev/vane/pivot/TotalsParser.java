package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.pivot.Totals.Position;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Shapes;
import dev.vane.spi.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads {@code totals} and the top-level {@code subtotals}. The subtotal of an axis' last field is
 * its leaf, which every answer has, so it is taken and adds nothing.
 */
final class TotalsParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;
  private static final List<String> POSITIONS = List.of("none", "before", "after");

  private static final List<String> MODES = List.of("standard", "rollup", "cube");

  private final AxisNames names;

  TotalsParser(AxisNames names) {
    this.names = names;
  }

  /**
   * The totals.
   *
   * @param columnTotal whether something else asks for the total of the column axis
   */
  Totals parse(JsonObject question, boolean columnTotal) {
    Totals found = parse(question);
    return columnTotal && found.columns() == Position.NONE
        ? new Totals(
            found.rows(),
            Position.AFTER,
            found.subtotals(),
            found.columnSubtotals(),
            found.groupings(),
            found.columnGroupings())
        : found;
  }

  private Totals parse(JsonObject question) {
    Totals totals = withGroupingConfig(question, parseTotals(question));
    if (question.get("subtotals") == null) {
      return totals;
    }
    List<String> subtotals =
        subtotals(question.raw("subtotals"), question.path("subtotals"), names.rows(), "row");
    JsonNode node = question.get("totals");
    if (node != null && node.has("subtotals") && !subtotals.equals(totals.subtotals())) {
      throw question
          .path("subtotals")
          .problem(CODE, "and totals.subtotals name different fields; leave one out");
    }
    return new Totals(
        totals.rows(),
        totals.columns(),
        subtotals,
        totals.columnSubtotals(),
        totals.groupings(),
        totals.columnGroupings());
  }

  /** The spelling of the question format that this one extends. */
  private Totals withGroupingConfig(JsonObject question, Totals totals) {
    if (question.get("grouping_config") == null) {
      return totals;
    }
    JsonObject config =
        JsonObject.of(question.raw("grouping_config"), question.path("grouping_config"), CODE);
    config.requireKeys(PivotKeys.GROUPING_CONFIG, java.util.Set.of());
    String mode = Choice.read(config, "mode", "standard", MODES, CODE);
    boolean isStandard = mode.equals("standard");
    GroupingSets rows =
        isStandard
            ? sets(config, "grouping_sets", names.rows(), "row field")
            : GroupingSets.of(mode, config.path("mode"), names.rows());
    GroupingSets columns =
        isStandard
            ? GroupingSets.NONE
            : GroupingSets.of(mode, config.path("mode"), names.columns());
    if (!isStandard && config.get("grouping_sets") != null) {
      throw config.path("grouping_sets").problem(CODE, "is for the mode 'standard'; leave one out");
    }
    boolean grandTotal = rows.grandTotal() || config.flag("include_grand_total", false);
    List<String> subtotals = new ArrayList<>(totals.subtotals());
    subtotals.addAll(subtotals(config, "subtotal_dimensions", names.rows(), "row"));
    if (config.flag("include_subtotals", false)) {
      names.rows().forEach(row -> subtotals.add(row.name()));
    }
    List<List<String>> rowSets = new ArrayList<>(totals.groupings());
    rows.skipping().stream().filter(set -> !rowSets.contains(set)).forEach(rowSets::add);
    List<List<String>> columnSets = new ArrayList<>(totals.columnGroupings());
    columns.skipping().stream().filter(set -> !columnSets.contains(set)).forEach(columnSets::add);
    return new Totals(
        totals.rows() == Position.NONE && grandTotal ? Position.AFTER : totals.rows(),
        totals.columns() == Position.NONE && columns.grandTotal()
            ? Position.AFTER
            : totals.columns(),
        inner(names.rows(), union(names.rows(), subtotals, rows)),
        union(names.columns(), totals.columnSubtotals(), columns),
        rowSets,
        columnSets);
  }

  /** Without the last field, whose subtotal is the leaf. */
  private static List<String> inner(List<Dimension> axis, List<String> subtotals) {
    String last = axis.isEmpty() ? "" : axis.get(axis.size() - 1).name();
    return subtotals.stream().filter(name -> !name.equals(last)).toList();
  }

  private Totals parseTotals(JsonObject question) {
    JsonNode node = question.get("totals");
    if (node == null) {
      return Totals.NONE;
    }
    JsonPath path = question.path("totals");
    if (node.isBoolean()) {
      return node.booleanValue()
          ? new Totals(Position.AFTER, Position.NONE, List.of(), List.of())
          : Totals.NONE;
    }
    if (!node.isObject()) {
      throw path.problem(CODE, "must be true, false or an object, not " + Shapes.describe(node));
    }
    JsonObject totals = JsonObject.of(node, path, CODE);
    totals.requireKeys(PivotKeys.TOTALS, java.util.Set.of());
    GroupingSets rows = sets(totals, "grouping_sets", names.rows(), "row field");
    GroupingSets columns = sets(totals, "column_grouping_sets", names.columns(), "column field");
    return new Totals(
        position(totals, "rows", rows),
        position(totals, "columns", columns),
        union(names.rows(), subtotals(totals, "subtotals", names.rows(), "row"), rows),
        union(
            names.columns(),
            subtotals(totals, "column_subtotals", names.columns(), "column"),
            columns),
        rows.skipping(),
        columns.skipping());
  }

  private static GroupingSets sets(
      JsonObject totals, String key, List<Dimension> axis, String what) {
    return totals.get(key) == null
        ? GroupingSets.NONE
        : GroupingSets.parse(totals.raw(key), totals.path(key), axis, what);
  }

  /** A grand total among the sets comes after unless its place is said. */
  private static Position position(JsonObject totals, String key, GroupingSets sets) {
    return Position.valueOf(
        Choice.read(totals, key, sets.grandTotal() ? "after" : "none", POSITIONS, CODE)
            .toUpperCase(Locale.ROOT));
  }

  private static List<String> union(
      List<Dimension> axis, List<String> subtotals, GroupingSets sets) {
    return axis.stream()
        .map(Dimension::name)
        .filter(name -> subtotals.contains(name) || sets.subtotals().contains(name))
        .toList();
  }

  private static List<String> subtotals(
      JsonObject totals, String key, List<Dimension> axis, String what) {
    JsonNode node = totals.get(key);
    return node == null ? List.of() : subtotals(node, totals.path(key), axis, what);
  }

  private static List<String> subtotals(
      JsonNode node, JsonPath path, List<Dimension> axis, String what) {
    List<String> all = axis.stream().map(Dimension::name).toList();
    List<String> wanted = new ArrayList<>();
    if (node.isBoolean()) {
      if (node.booleanValue()) {
        wanted.addAll(all);
      }
    } else if (node.isArray()) {
      for (int index = 0; index < node.size(); index++) {
        JsonPath element = path.index(index);
        String name = JsonObject.text(node.get(index), element, CODE);
        wanted.add(AxisNames.require(axis, name, element, what + " field"));
      }
    } else {
      throw path.problem(
          CODE,
          "must be true, false or a list of %s fields, not %s"
              .formatted(what, Shapes.describe(node)));
    }
    return all.stream().limit(Math.max(0, all.size() - 1)).filter(wanted::contains).toList();
  }
}

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

  private final AxisNames names;

  TotalsParser(AxisNames names) {
    this.names = names;
  }

  Totals parse(JsonObject question) {
    Totals totals = parseTotals(question);
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

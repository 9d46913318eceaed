package dev.vane.pivot;

import java.util.Set;

/**
 * The keys of a pivot question. What is not offered has a fixed meaning, its own or in the question
 * format that this one extends, and is refused by name so that no one believes it was heeded.
 */
final class PivotKeys {
  static final Set<String> QUESTION =
      Set.of(
          "table",
          "as_of",
          "compare_to",
          "join",
          "hierarchies",
          "look_through",
          "rows",
          "columns",
          "measures",
          "filters",
          "having",
          "expanded",
          "top",
          "totals",
          "subtotals",
          "grouping_config",
          "sort",
          "limit",
          "result",
          "page",
          "cursor",
          "row_range",
          "column_range",
          "limits",
          "explain");

  static final Set<String> QUESTION_NOT_OFFERED =
      Set.of("having_totals", "full_rows", "pivot_config", "drill_paths");

  static final Set<String> HIERARCHY =
      Set.of("table", "as_of", "field", "id", "parent", "label", "levels", "ragged");
  static final Set<String> LOOK_THROUGH =
      Set.of(
          "table",
          "as_of",
          "field",
          "parent",
          "child",
          "weight",
          "as",
          "scaled",
          "residual",
          "depth",
          "view");
  static final Set<String> JOIN = Set.of("table", "as_of", "on", "columns", "prefix");

  static final Set<String> DIMENSION = Set.of("field", "as", "bucket", "bin");
  static final Set<String> BUCKET = Set.of("unit", "zone", "week_start");
  static final Set<String> BIN = Set.of("width", "edges", "quantile");

  static final Set<String> MEASURE =
      Set.of(
          "field",
          "agg",
          "alias",
          "type",
          "by",
          "percentile",
          "weight",
          "separator",
          "values",
          "over",
          "filters",
          "filter_condition",
          "null_handling",
          "ratio_numerator",
          "ratio_denominator",
          "ratio_format",
          "ratio_null_value",
          "show_as",
          "window_func",
          "window_order_by",
          "format");

  static final Set<String> TOP = Set.of("field", "n", "by", "order", "others", "per_parent");
  static final Set<String> OVER = Set.of("dimension", "take");
  static final Set<String> MEASURE_NOT_OFFERED =
      Set.of("window_group_by", "window_frame_start", "window_frame_end");

  static final Set<String> TOTALS =
      Set.of(
          "rows",
          "columns",
          "subtotals",
          "column_subtotals",
          "grouping_sets",
          "column_grouping_sets");
  static final Set<String> GROUPING_CONFIG =
      Set.of(
          "mode",
          "grouping_sets",
          "include_grand_total",
          "include_subtotals",
          "subtotal_dimensions");
  static final Set<String> SORT = Set.of("field", "order", "nulls", "column");

  private PivotKeys() {}
}

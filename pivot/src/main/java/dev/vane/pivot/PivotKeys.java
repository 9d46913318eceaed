package dev.vane.pivot;

import java.util.Set;

/** The keys of a pivot question: its own, and all of the question format that it extends. */
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
          "full_rows",
          "columns",
          "measures",
          "filters",
          "having",
          "having_totals",
          "expanded",
          "drill_paths",
          "top",
          "totals",
          "subtotals",
          "grouping_config",
          "pivot_config",
          "sort",
          "limit",
          "result",
          "page",
          "cursor",
          "row_range",
          "column_range",
          "limits",
          "explain");

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
          "window_group_by",
          "window_order_by",
          "window_frame_start",
          "window_frame_end",
          "format");
  static final Set<String> CALCULATED =
      Set.of(
          "expression",
          "agg",
          "alias",
          "show_as",
          "window_func",
          "window_group_by",
          "window_order_by",
          "window_frame_start",
          "window_frame_end",
          "format");

  static final Set<String> TOP = Set.of("field", "n", "by", "order", "others", "per_parent");
  static final Set<String> OVER = Set.of("dimension", "take");

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
  static final Set<String> PIVOT_CONFIG =
      Set.of(
          "enabled",
          "top_n",
          "order_by_measure",
          "include_totals_column",
          "null_column_label",
          "column_cursor");
  static final Set<String> DRILL_PATH = Set.of("dimensions", "values", "level");
  static final Set<String> LIMITS = Set.of("columns", "on_exceed");
  static final Set<String> SORT = Set.of("field", "order", "nulls", "column");

  private PivotKeys() {}
}

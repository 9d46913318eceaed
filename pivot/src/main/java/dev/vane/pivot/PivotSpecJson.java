package dev.vane.pivot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.filter.FilterJson;
import dev.vane.pivot.json.StrictJson;
import dev.vane.pivot.source.AsOfJson;
import java.util.List;
import java.util.Locale;

/** A question in its one canonical spelling: fixed order of keys, no defaults left open. */
final class PivotSpecJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private PivotSpecJson() {}

  static String write(PivotSpec spec) {
    ObjectNode node = NODES.objectNode();
    node.set("table", spec.table().toJson());
    ObjectNode asOf = AsOfJson.write(spec.asOf());
    if (asOf != null) {
      node.set("as_of", asOf);
    }
    spec.comparedTo().ifPresent(other -> node.set("compare_to", AsOfJson.write(other)));
    if (!spec.sources().isEmpty()) {
      SourceParser.write(spec.sources(), node);
    }
    node.set("rows", DimensionJson.write(spec.rows()));
    if (!spec.below().isEmpty()) {
      node.set("full_rows", DimensionJson.write(spec.allRows()));
    }
    node.set("columns", DimensionJson.write(spec.columns()));
    ArrayNode measures = node.putArray("measures");
    if (spec.shown().isEmpty()) {
      spec.measures().forEach(measure -> MeasureJson.write(measure, measures.addObject()));
    }
    for (ShownMeasure shown : spec.shown()) {
      ObjectNode measure = measures.addObject();
      shown.aggregate().ifPresent(index -> MeasureJson.write(spec.measures().get(index), measure));
      ShownMeasureParser.write(shown, measure);
    }
    node.set("filters", FilterJson.write(spec.filters()));
    TopParser.write(spec.rows(), spec.columns(), node);
    if (!spec.having().isEmpty()) {
      HavingParser.write(spec.having(), spec.allRows(), node.putArray("having"));
      if (spec.visibleTotals()) {
        node.put("having_totals", "visible");
      }
    }
    spec.expanded()
        .ifPresent(expanded -> ExpansionParser.write(expanded, node.putObject("expanded")));
    if (!spec.drillPaths().isEmpty()) {
      DrillPathParser.write(spec.drillPaths(), spec.rows(), node.putArray("drill_paths"));
    }
    PivotConfigParser.write(spec.columnChoice(), node);
    write(spec.totals(), node.putObject("totals"));
    ArrayNode sort = node.putArray("sort");
    spec.sort().forEach(item -> write(item, sort.addObject()));
    spec.limit().ifPresent(limit -> node.put("limit", limit));
    node.put("result", spec.result().name().toLowerCase(Locale.ROOT));
    PresentationParser.write(spec.presentation(), node);
    return StrictJson.write(node);
  }

  private static void write(Totals totals, ObjectNode node) {
    node.put("rows", totals.rows().name().toLowerCase(Locale.ROOT));
    node.put("columns", totals.columns().name().toLowerCase(Locale.ROOT));
    ArrayNode subtotals = node.putArray("subtotals");
    totals.subtotals().forEach(subtotals::add);
    ArrayNode columnSubtotals = node.putArray("column_subtotals");
    totals.columnSubtotals().forEach(columnSubtotals::add);
    write(totals.groupings(), "grouping_sets", node);
    write(totals.columnGroupings(), "column_grouping_sets", node);
  }

  private static void write(List<List<String>> sets, String key, ObjectNode node) {
    for (List<String> set : sets) {
      ArrayNode fields = node.withArray("/" + key).addArray();
      set.forEach(fields::add);
    }
  }

  private static void write(SortItem item, ObjectNode node) {
    node.put("field", item.field());
    if (item.listed().isEmpty()) {
      node.put("order", item.descending() ? "desc" : "asc");
    } else {
      ArrayNode listed = node.putArray("order");
      item.listed().forEach(literal -> listed.add(literal.toJson()));
    }
    node.put("nulls", item.nullsFirst() ? "first" : "last");
    if (!item.column().isEmpty()) {
      ArrayNode column = node.putArray("column");
      item.column().forEach(literal -> column.add(literal.toJson()));
    }
  }
}

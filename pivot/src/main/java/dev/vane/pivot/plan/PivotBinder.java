package dev.vane.pivot.plan;

import dev.vane.pivot.Aggregation;
import dev.vane.pivot.Dimension;
import dev.vane.pivot.Expansion;
import dev.vane.pivot.Measure;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.ShowAs;
import dev.vane.pivot.ShownMeasure;
import dev.vane.pivot.SortItem;
import dev.vane.pivot.filter.FilterBinder;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Literal;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.FieldKind;
import dev.vane.pivot.schema.TableColumns;
import dev.vane.pivot.schema.TypedValue;
import dev.vane.pivot.schema.ValueReader;
import dev.vane.spi.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/** Checks a question against a schema. */
final class PivotBinder {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private final PivotSpec spec;
  private final TableColumns table;

  PivotBinder(PivotSpec spec, Schema schema) {
    this.spec = spec;
    this.table = new TableColumns(schema);
  }

  PivotQuestion bind() {
    List<AxisKey> rowKeys = keys(spec.rows(), "rows");
    List<AxisKey> columnKeys = keys(spec.columns(), "columns");
    return new PivotQuestion(
        spec,
        Axis.rows(rowKeys, spec.totals().subtotals(), spec.totals().rows()),
        Axis.columns(columnKeys, spec.totals().columnSubtotals(), spec.totals().columns()),
        measures(),
        new FilterBinder(table).bind(spec.filters(), JsonPath.ROOT.key("filters")),
        shown(rowKeys, columnKeys),
        expandedPaths(rowKeys),
        rowOrder(rowKeys, columnKeys),
        columnOrder(columnKeys));
  }

  private List<AxisKey> keys(List<Dimension> dimensions, String axis) {
    List<AxisKey> keys = new ArrayList<>();
    for (int index = 0; index < dimensions.size(); index++) {
      JsonPath path = JsonPath.ROOT.key(axis).index(index);
      Column column = table.require(dimensions.get(index).field(), path);
      if (!column.kind().isOrdered()) {
        throw path.problem(
            CODE, "groups by the field %s, whose type has no order".formatted(column.describe()));
      }
      keys.add(new AxisKey(column, dimensions.get(index).name()));
    }
    return keys;
  }

  private List<BoundMeasure> measures() {
    List<BoundMeasure> bound = new ArrayList<>();
    for (int index = 0; index < spec.measures().size(); index++) {
      Measure measure = spec.measures().get(index);
      JsonPath path = JsonPath.ROOT.key("measures").index(index);
      Optional<Column> column =
          measure.field().map(field -> table.require(field, path.key("field")));
      column.ifPresent(field -> requireFit(measure, field, path));
      bound.add(new BoundMeasure(measure, column));
    }
    return bound;
  }

  private static void requireFit(Measure measure, Column column, JsonPath path) {
    Aggregation aggregation = measure.aggregation();
    boolean fits =
        switch (aggregation) {
          case SUM, AVG -> column.kind().isNumeric();
          case MIN, MAX, COUNT_DISTINCT -> column.kind().isOrdered();
          case COUNT -> true;
        };
    if (!fits) {
      throw path.key("agg")
          .problem(
              CODE,
              "is '%s', which the type of the field %s does not allow; %s"
                  .formatted(
                      aggregation.text(),
                      column.describe(),
                      column.kind().isOrdered() ? "min, max and counts do" : "only count does"));
    }
    if (measure.decimal() && column.kind() == FieldKind.FLOAT) {
      throw path.key("type")
          .problem(
              CODE,
              "is 'decimal', which is for sums of integers and decimals; the field %s is neither"
                  .formatted(column.describe()));
    }
  }

  private List<RowOrder> rowOrder(List<AxisKey> rowKeys, List<AxisKey> columnKeys) {
    List<RowOrder> orders = new ArrayList<>();
    for (int index = 0; index < spec.sort().size(); index++) {
      SortItem item = spec.sort().get(index);
      int key = indexOf(rowKeys, item.field());
      int measure = spec.shown().stream().map(ShownMeasure::alias).toList().indexOf(item.field());
      if (key >= 0) {
        orders.add(new RowKeyOrder(key, keyOrder(item, index, rowKeys.get(key))));
      } else if (measure >= 0) {
        JsonPath path = JsonPath.ROOT.key("sort").index(index).key("column");
        orders.add(
            new MeasureOrder(measure, KeyOrder.of(item), path(item.column(), columnKeys, path)));
      }
    }
    return orders;
  }

  private static List<PathKey> path(
      List<Literal> literals, List<AxisKey> columnKeys, JsonPath path) {
    List<PathKey> keys = new ArrayList<>();
    for (int index = 0; index < literals.size(); index++) {
      keys.add(pathKey(literals.get(index), columnKeys.get(index), path.index(index)));
    }
    return keys;
  }

  private static PathKey pathKey(Literal literal, AxisKey key, JsonPath path) {
    if (literal instanceof Literal.Null) {
      return new PathKey(true, Optional.empty());
    }
    TypedValue value = ValueReader.read(key.column(), literal, path, CODE);
    boolean possible = value.fit() == TypedValue.Fit.EXACT;
    return new PathKey(possible, possible ? value.parameter() : Optional.empty());
  }

  private List<KeyOrder> columnOrder(List<AxisKey> columnKeys) {
    List<KeyOrder> orders =
        new ArrayList<>(Collections.nCopies(columnKeys.size(), KeyOrder.ASCENDING));
    for (int index = 0; index < spec.sort().size(); index++) {
      int key = indexOf(columnKeys, spec.sort().get(index).field());
      if (key >= 0) {
        orders.set(key, keyOrder(spec.sort().get(index), index, columnKeys.get(key)));
      }
    }
    return orders;
  }

  private static KeyOrder keyOrder(SortItem item, int index, AxisKey key) {
    JsonPath path = JsonPath.ROOT.key("sort").index(index).key("order");
    List<PathKey> listed = new ArrayList<>();
    for (int place = 0; place < item.listed().size(); place++) {
      listed.add(pathKey(item.listed().get(place), key, path.index(place)));
    }
    return new KeyOrder(item.descending(), item.nullsFirst(), listed);
  }

  private List<List<PathKey>> expandedPaths(List<AxisKey> rowKeys) {
    JsonPath path = JsonPath.ROOT.key("expanded").key("paths");
    List<List<PathKey>> paths = new ArrayList<>();
    for (List<Literal> keys : spec.expanded().map(Expansion::paths).orElse(List.of())) {
      paths.add(path(keys, rowKeys, path.index(paths.size())));
    }
    return paths;
  }

  private List<BoundShown> shown(List<AxisKey> rowKeys, List<AxisKey> columnKeys) {
    List<BoundShown> shown = new ArrayList<>();
    for (int index = 0; index < spec.shown().size(); index++) {
      ShownMeasure measure = spec.shown().get(index);
      JsonPath path = JsonPath.ROOT.key("measures").index(index).key("show_as");
      shown.add(
          new BoundShown(
              measure, measure.showAs().map(showAs -> bind(showAs, rowKeys, columnKeys, path))));
    }
    return shown;
  }

  private static BoundShowAs bind(
      ShowAs showAs, List<AxisKey> rowKeys, List<AxisKey> columnKeys, JsonPath path) {
    String field = showAs.field().orElse("");
    int row = indexOf(rowKeys, field);
    int column = indexOf(columnKeys, field);
    Optional<PathKey> value =
        showAs
            .item()
            .filter(ShowAs.Item.Value.class::isInstance)
            .map(ShowAs.Item.Value.class::cast)
            .map(
                item ->
                    pathKey(
                        item.literal(),
                        row >= 0 ? rowKeys.get(row) : columnKeys.get(column),
                        path.key("item").key("value")));
    return new BoundShowAs(showAs, row >= 0, Math.max(row, column) + 1, value);
  }

  private static int indexOf(List<AxisKey> keys, String name) {
    return keys.stream().map(AxisKey::name).toList().indexOf(name);
  }
}

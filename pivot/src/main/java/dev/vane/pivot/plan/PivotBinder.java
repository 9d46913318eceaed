package dev.vane.pivot.plan;

import dev.vane.pivot.Aggregation;
import dev.vane.pivot.ColumnLimit;
import dev.vane.pivot.DrillPath;
import dev.vane.pivot.Expansion;
import dev.vane.pivot.MeasureOptions.NullHandling;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.ShowAs;
import dev.vane.pivot.ShownMeasure;
import dev.vane.pivot.SortItem;
import dev.vane.pivot.filter.BoundFilter;
import dev.vane.pivot.filter.FilterBinder;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Literal;
import dev.vane.pivot.schema.TableColumns;
import dev.vane.pivot.schema.TypedValue;
import dev.vane.pivot.schema.ValueReader;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
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
    AxisBinder axes = new AxisBinder(table);
    List<AxisKey> rowKeys = axes.bind(spec.rows(), "rows");
    List<AxisKey> columnKeys = axes.bind(spec.columns(), "columns");
    List<AxisKey> belowKeys = axes.bindSome(spec.below(), "full_rows");
    FilterBinder filters = new FilterBinder(table);
    List<BoundMeasure> measures = new MeasureBinder(table, filters).bind(spec.measures());
    List<RowOrder> rowOrder = rowOrder(rowKeys, columnKeys);
    List<KeyOrder> columnOrder = columnOrder(columnKeys);
    List<BoundShown> shown =
        shown(rowKeys, columnKeys, new WindowBinder(rowKeys, columnKeys, rowOrder, columnOrder));
    Optional<LimitedColumns> limit = limit(columnKeys, columnOrder);
    return new PivotQuestion(
        spec,
        Axis.rows(rowKeys, spec.totals().subtotals(), spec.totals().rows())
            .withBelow(belowKeys)
            .withGroupings(spec.totals().groupings()),
        Axis.columns(columnKeys, spec.totals().columnSubtotals(), spec.totals().columns())
            .withGroupings(spec.totals().columnGroupings())
            .withOthers(limit.isPresent()),
        measures,
        filter(filters, measures),
        shown,
        new Shape(
            expandedPaths(rowKeys),
            drillPaths(rowKeys),
            spec.columnChoice().orderBy().map(this::shownIndex)),
        rowOrder,
        columnOrder,
        limit,
        new VisibleBinder(spec, measures).bind());
  }

  private int shownIndex(String alias) {
    return spec.shown().stream().map(ShownMeasure::alias).toList().indexOf(alias);
  }

  private List<BoundDrillPath> drillPaths(List<AxisKey> rowKeys) {
    List<BoundDrillPath> paths = new ArrayList<>();
    for (DrillPath path : spec.drillPaths()) {
      JsonPath at = JsonPath.ROOT.key("drill_paths").index(paths.size()).key("values");
      paths.add(new BoundDrillPath(path(path.keys(), rowKeys, at), path.level()));
    }
    return paths;
  }

  /** Where totals of first column keys matter, members of the first one are kept whole. */
  private Optional<LimitedColumns> limit(List<AxisKey> columnKeys, List<KeyOrder> order) {
    if (columnKeys.isEmpty()) {
      return Optional.empty();
    }
    boolean parents =
        !spec.totals().columnSubtotals().isEmpty()
            || spec.shown().stream().anyMatch(measure -> measure.showAs().isPresent())
            || spec.sort().stream().anyMatch(item -> !item.column().isEmpty());
    return spec.presentation()
        .columnLimit()
        .filter(ColumnLimit::makesOthers)
        .map(
            limit ->
                new LimitedColumns(
                    limit.fields() / Math.max(1, spec.shown().size()),
                    parents ? 1 : columnKeys.size(),
                    order));
  }

  /** The question's filters, and the fields that measures want without NULLs. */
  private BoundFilter filter(FilterBinder filters, List<BoundMeasure> measures) {
    List<BoundFilter> conditions = new ArrayList<>();
    conditions.add(filters.bind(spec.filters(), JsonPath.ROOT.key("filters")));
    for (BoundMeasure measure : measures) {
      if (measure.measure().options().nullHandling() == NullHandling.EXCLUDE_ROWS) {
        conditions.add(new BoundFilter.Not(new BoundFilter.IsNull(measure.column().orElseThrow())));
      }
    }
    return new BoundFilter.All(conditions);
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
        if (isList(spec.shown().get(measure))) {
          throw JsonPath.ROOT
              .key("sort")
              .index(index)
              .key("field")
              .problem(
                  CODE,
                  "names %s, whose values are lists, which have no order"
                      .formatted(Names.quoted(item.field())));
        }
        orders.add(
            new MeasureOrder(measure, KeyOrder.of(item), path(item.column(), columnKeys, path)));
      }
    }
    return orders;
  }

  private boolean isList(ShownMeasure shown) {
    return shown.aggregate().stream()
        .anyMatch(index -> spec.measures().get(index).aggregation() == Aggregation.ARRAY_AGG);
  }

  private static List<PathKey> path(
      List<Literal> literals, List<AxisKey> columnKeys, JsonPath path) {
    List<PathKey> keys = new ArrayList<>();
    for (int index = 0; index < literals.size(); index++) {
      keys.add(pathKey(literals.get(index), columnKeys.get(index), path.index(index)));
    }
    return keys;
  }

  /** A key of a path, in the type of the axis' key. */
  static PathKey pathKey(Literal literal, AxisKey key, JsonPath path) {
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

  private List<BoundShown> shown(
      List<AxisKey> rowKeys, List<AxisKey> columnKeys, WindowBinder windows) {
    List<BoundShown> shown = new ArrayList<>();
    for (int index = 0; index < spec.shown().size(); index++) {
      ShownMeasure measure = spec.shown().get(index);
      JsonPath path = JsonPath.ROOT.key("measures").index(index).key("show_as");
      shown.add(
          new BoundShown(
              measure,
              measure.showAs().map(showAs -> bind(showAs, rowKeys, columnKeys, path, windows))));
    }
    return shown;
  }

  private static BoundShowAs bind(
      ShowAs showAs,
      List<AxisKey> rowKeys,
      List<AxisKey> columnKeys,
      JsonPath path,
      WindowBinder windows) {
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
    return new BoundShowAs(
        showAs, row >= 0, Math.max(row, column) + 1, value, showAs.window().map(windows::bind));
  }

  private static int indexOf(List<AxisKey> keys, String name) {
    return keys.stream().map(AxisKey::name).toList().indexOf(name);
  }
}

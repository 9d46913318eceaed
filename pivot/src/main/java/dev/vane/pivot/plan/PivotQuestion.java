package dev.vane.pivot.plan;

import dev.vane.pivot.HavingCondition;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.filter.BoundFilter;
import dev.vane.pivot.filter.PruningConditions;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.Dialect;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A pivot question that fits a table's schema. It is answered in two halves. The heavy one, {@link
 * #cube}, is a query over the table, in long form, at the levels that are shown and those that
 * sorting looks at. Its result is all that the light half reads. Immutable.
 */
public final class PivotQuestion {
  private final PivotSpec spec;
  private final Axis rows;
  private final Axis columns;
  private final List<BoundMeasure> measures;
  private final BoundFilter filter;
  private final List<BoundShown> shown;
  private final Shape shape;
  private final List<RowOrder> rowOrder;
  private final List<KeyOrder> columnOrder;
  private final Optional<LimitedColumns> limit;
  private final Optional<VisibleRows> visible;

  PivotQuestion(
      PivotSpec spec,
      Axis rows,
      Axis columns,
      List<BoundMeasure> measures,
      BoundFilter filter,
      List<BoundShown> shown,
      Shape shape,
      List<RowOrder> rowOrder,
      List<KeyOrder> columnOrder,
      Optional<LimitedColumns> limit,
      Optional<VisibleRows> visible) {
    this.spec = spec;
    this.rows = rows;
    this.columns = columns;
    this.measures = List.copyOf(measures);
    this.filter = filter;
    this.shown = List.copyOf(shown);
    this.shape = shape;
    this.limit = limit;
    this.visible = visible;
    this.rowOrder = List.copyOf(rowOrder);
    this.columnOrder = List.copyOf(columnOrder);
  }

  /**
   * Checks a question against a table's schema: fields exist, aggregates and operators fit their
   * types, values can be read as the columns' types.
   *
   * @throws VaneException {@link ErrorCode#FIELD_UNKNOWN}, {@link ErrorCode#PIVOT_INVALID}, {@link
   *     ErrorCode#FILTER_INVALID}, each with the path of what is wrong
   */
  public static PivotQuestion bind(PivotSpec spec, Schema schema) {
    return new PivotBinder(spec, schema).bind();
  }

  public PivotSpec spec() {
    return spec;
  }

  /** What every row that counts fulfils, for leaving out files early. */
  public List<ColumnCondition> conditions() {
    return PruningConditions.of(filter);
  }

  /** The heavy half: the query over the table whose result is the cube. */
  public SqlQuery cube(Relation table, Dialect dialect) {
    return new CubeSql(cubeQuestion(), dialect).write(table);
  }

  CubeQuestion cubeQuestion() {
    return new CubeQuestion(rows, columns, measures, measures, filter, levels(), limit, visible);
  }

  /**
   * The error of a query of this question in the question's own terms: an overflow names the
   * measures that may have caused it and the remedy.
   */
  public VaneException explain(VaneException error) {
    String sums =
        measures.stream()
            .filter(measure -> measure.isIntegerSum() && !measure.measure().decimal())
            .map(measure -> Names.quoted(measure.measure().alias()))
            .collect(Collectors.joining(", "));
    if (error.code() != ErrorCode.NUMERIC_OVERFLOW || sums.isEmpty()) {
      return error;
    }
    return new VaneException(
        ErrorCode.NUMERIC_OVERFLOW,
        "A sum of integers does not fit in INT64: one of "
            + sums
            + ". Give the measure \"type\": \"decimal\" to get DECIMAL(38, 0).",
        error);
  }

  public Axis rows() {
    return rows;
  }

  public Axis columns() {
    return columns;
  }

  /** The keys of the cube that have a flag, by their place in it. */
  public List<Integer> keysWithOthers() {
    List<AxisKey> keys = new ArrayList<>(rows.keys());
    keys.addAll(columns.keys());
    return IntStream.range(0, keys.size())
        .filter(index -> keys.get(index).hasOthers())
        .boxed()
        .toList();
  }

  /** Which paths are presented beyond what the axes say. */
  public Shape shape() {
    return shape;
  }

  /** The conditions on row paths that the light half decides. */
  public List<HavingCondition> having() {
    return visible.isPresent() ? List.of() : spec.having();
  }

  /** What of the measures the answer has. */
  public List<BoundShown> shown() {
    return shown;
  }

  public List<BoundMeasure> measures() {
    return measures;
  }

  /** How siblings are ordered, most important first; ties fall to the key itself, ascending. */
  public List<RowOrder> rowOrder() {
    return rowOrder;
  }

  /** The order of each column key. */
  public List<KeyOrder> columnOrder() {
    return columnOrder;
  }

  /**
   * The levels that the cube has, of both axes together. Where every measure follows from the
   * leaves, these are all there are: they cost next to nothing then, and the same cube answers the
   * question in another order or with other totals.
   */
  public SortedSet<LevelPair> levels() {
    SortedSet<LevelPair> levels = neededLevels();
    if (measures.stream().allMatch(BoundMeasure::isFromLeaves)) {
      levels.addAll(allLevels());
    }
    return levels;
  }

  /** The levels that the answer cannot do without. */
  public SortedSet<LevelPair> neededLevels() {
    SortedSet<LevelPair> levels = new TreeSet<>();
    Set<Long> rowSets = new TreeSet<>(rows.shownSets());
    if (spec.expanded().isPresent() || !spec.drillPaths().isEmpty()) {
      // Every path that is not a leaf may be collapsed, and is then shown by its total.
      IntStream.range(1, rows.shown()).forEach(level -> rowSets.add(LevelPair.first(level)));
    }
    for (long row : rowSets) {
      for (long column : columns.shownSets()) {
        levels.add(new LevelPair(row, column));
      }
    }
    for (RowOrder order : rowOrder) {
      if (order instanceof MeasureOrder byMeasure) {
        Set<Long> sorted = new TreeSet<>(rows.skippingSets());
        IntStream.rangeClosed(1, rows.shown()).forEach(row -> sorted.add(LevelPair.first(row)));
        long path = LevelPair.first(byMeasure.path().size());
        sorted.forEach(row -> levels.add(new LevelPair(row, path)));
      }
    }
    if (shape.columnMeasure().isPresent()) {
      IntStream.rangeClosed(1, columns.leaf())
          .forEach(level -> levels.add(LevelPair.ofLevels(0, level)));
      columns.skippingSets().forEach(set -> levels.add(new LevelPair(0, set)));
    }
    having().forEach(having -> levels.add(LevelPair.ofLevels(having.level(), 0)));
    for (LevelPair own : List.copyOf(levels)) {
      for (BoundShown measure : shown) {
        measure.showAs().ifPresent(showAs -> showAs.addLevels(own, levels));
      }
    }
    return levels;
  }

  private SortedSet<LevelPair> allLevels() {
    SortedSet<LevelPair> levels = new TreeSet<>();
    for (long row : allSets(rows)) {
      for (long column : allSets(columns)) {
        levels.add(new LevelPair(row, column));
      }
    }
    return levels;
  }

  private static Set<Long> allSets(Axis axis) {
    Set<Long> sets = new TreeSet<>(axis.skippingSets());
    IntStream.rangeClosed(0, axis.shown()).forEach(level -> sets.add(LevelPair.first(level)));
    return sets;
  }
}

package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.pivot.Dimension;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.PivotSpecParser;
import dev.vane.pivot.Presentation;
import dev.vane.pivot.Range;
import dev.vane.pivot.ResultForm;
import dev.vane.pivot.Top;
import dev.vane.pivot.answer.PivotLayout;
import dev.vane.pivot.answer.PivotPart;
import dev.vane.pivot.json.StrictJson;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Random questions over random small tables: DuckDB must say what the reference says. A try is a
 * seed, which has nothing to shrink; and shrinking that is given up runs on beside the next test,
 * which would then find another question's tables in the shared database.
 */
class PivotPropertyTest {
  private static @Nullable DuckDb database;

  @BeforeContainer
  static void open() {
    database = new DuckDb();
  }

  @AfterContainer
  static void close() {
    database().close();
  }

  private static DuckDb database() {
    if (database == null) {
      throw new IllegalStateException("The database is open while tests run");
    }
    return database;
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  @Property(tries = 120, shrinking = ShrinkingMode.OFF)
  void answersAreWhatTheContractDefines(@ForAll("seeds") long seed) throws SQLException {
    RandomTable table = RandomTable.of(new Random(seed));
    table.load(database());
    PivotSpec spec = parse(new RandomQuestion(new Random(seed + 1)).json());
    Reference reference = new Reference(spec, table.rows());
    var answer = database().pivot(spec, RandomTable.NAME);
    if (spec.result() == ResultForm.LONG) {
      assertSame(longRows(spec, reference), answer.rows(), spec);
    } else {
      assertSame(wideRows(spec, reference), withoutPathId(answer), spec);
      assertThat(answer.schema().getCustomMetadata())
          .containsEntry("vane.total_rows", Integer.toString(reference.rowPaths().size()))
          .containsEntry(
              "vane.total_columns",
              Integer.toString(spec.columns().isEmpty() ? 0 : reference.columnPaths().size()));
      assertThat(answer.names()).doesNotHaveDuplicates();
      assertThat(answer.rows("_path_id")).doesNotHaveDuplicates();
    }
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void pagesAndRangesOfAnySizeTogetherAreTheWhole(@ForAll("seeds") long seed) throws SQLException {
    Random random = new Random(seed + 3);
    RandomTable.of(new Random(seed)).load(database());
    PivotSpec spec = parse(new RandomQuestion(new Random(seed + 1)).json());
    try (PreparedPivot pivot = database().prepare(spec, RandomTable.NAME)) {
      var whole = pivot.answer(Presentation.WHOLE, DuckDb.UNLIMITED);
      PivotLayout layout = pivot.layout();
      List<List<@Nullable Object>> pages = new ArrayList<>();
      int from = 0;
      while (from < layout.rowPaths()) {
        int to = Math.min(layout.rowPaths(), from + 1 + random.nextInt(4));
        pages.addAll(
            pivot
                .answer(
                    layout,
                    new PivotPart(from, to, 0, layout.columnPaths(), false, Optional.empty()),
                    DuckDb.UNLIMITED)
                .rows());
        from = to;
      }
      assertSame(whole.rows(), pages, spec);
      if (spec.result() == ResultForm.WIDE) {
        int column = random.nextInt(layout.columnPaths() + 1);
        var left = pivot.answer(columns(0, column), DuckDb.UNLIMITED);
        var right = pivot.answer(columns(column, 100), DuckDb.UNLIMITED);
        int keys =
            whole.names().indexOf("_path_id")
                + 1
                + (spec.expanded().isPresent() ? 1 : 0)
                + (hasOthers(spec.rows()) ? 1 : 0);
        List<List<@Nullable Object>> joined = new ArrayList<>();
        for (int row = 0; row < whole.rows().size(); row++) {
          List<@Nullable Object> values = new ArrayList<>(left.rows().get(row));
          values.addAll(right.rows().get(row).subList(keys, right.rows().get(row).size()));
          joined.add(values);
        }
        assertSame(whole.rows(), joined, spec);
      }
    }
  }

  private static Presentation columns(long offset, long limit) {
    return new Presentation(
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Range(offset, OptionalLong.of(limit))),
        Optional.empty(),
        false);
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void theOrderOfRowsAndFiltersChangesNothing(@ForAll("seeds") long seed) throws SQLException {
    RandomTable table = RandomTable.of(new Random(seed));
    PivotSpec spec = parse(new RandomQuestion(new Random(seed + 1)).json());
    table.load(database());
    var before = database().pivot(spec, RandomTable.NAME);
    List<Map<String, @Nullable Object>> shuffled = new ArrayList<>(table.rows());
    Collections.shuffle(shuffled, new Random(seed + 2));
    new RandomTable(shuffled).load(database());
    List<dev.vane.pivot.filter.Filter> filters = new ArrayList<>(spec.filters());
    Collections.reverse(filters);
    PivotSpec reversed =
        new PivotSpec(
            spec.table(),
            spec.asOf(),
            spec.rows(),
            spec.columns(),
            spec.measures(),
            spec.shown(),
            filters,
            spec.having(),
            spec.expanded(),
            spec.totals(),
            spec.sort(),
            spec.limit(),
            spec.result(),
            spec.presentation());
    var after = database().pivot(reversed, RandomTable.NAME);
    assertThat(reversed.canonical()).isEqualTo(spec.canonical());
    assertThat(after.schema()).isEqualTo(before.schema());
    assertSame(before.rows(), after.rows(), spec);
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void aSubtotalIsTheQuestionFilteredToIt(@ForAll("seeds") long seed) throws SQLException {
    RandomTable table = RandomTable.of(new Random(seed));
    table.load(database());
    String measures =
        """
        "measures": [{"field": "quantity", "agg": "sum"}, {"field": "amount", "agg": "sum"},
                     {"field": "ratio", "agg": "avg"}, {"field": "code", "agg": "count_distinct"}]
        """;
    var rollup =
        database()
            .pivot(
                """
                {"table": "t", "rows": ["name", "day"], "totals": {"subtotals": true}, %s}
                """
                    .formatted(measures),
                RandomTable.NAME);
    for (List<@Nullable Object> row : rollup.rows()) {
      if (Long.valueOf(1).equals(row.get(2))) {
        String value = StrictJson.write(RandomQuestion.json(row.get(0)));
        var filtered =
            database()
                .pivot(
                    """
                    {"table": "t", "filters": [{"field": "name", "op": "=", "value": %s}], %s}
                    """
                        .formatted(value, measures),
                    RandomTable.NAME);
        assertSame(
            List.of(row.subList(5, row.size())),
            List.of(filtered.rows().get(0).subList(3, filtered.rows().get(0).size())),
            value);
      }
    }
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void theCanonicalFormReadsBackAsItself(@ForAll("seeds") long seed) {
    PivotSpec spec = parse(new RandomQuestion(new Random(seed)).json());
    assertThat(parse(spec.canonical()).canonical()).isEqualTo(spec.canonical());
  }

  private static PivotSpec parse(String json) {
    return new PivotSpecParser(DuckDb.FILTER_DEPTH).parse(StrictJson.parse(json));
  }

  private static List<List<@Nullable Object>> longRows(PivotSpec spec, Reference reference) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Reference.Cell cell : reference.cells()) {
      List<@Nullable Object> row = new ArrayList<>(padded(cell.row(), spec.rows().size()));
      row.addAll(padded(cell.column(), spec.columns().size()));
      row.add(grouping(cell.row(), spec.rows().size()));
      row.add(grouping(cell.column(), spec.columns().size()));
      addOthers(row, cell.row(), spec.rows());
      addOthers(row, cell.column(), spec.columns());
      row.addAll(cell.values());
      rows.add(row);
    }
    return rows;
  }

  private static List<List<@Nullable Object>> wideRows(PivotSpec spec, Reference reference) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (List<@Nullable Object> path : reference.rowPaths()) {
      List<@Nullable Object> row = new ArrayList<>(padded(path, spec.rows().size()));
      row.add((long) path.size());
      row.add(grouping(path, spec.rows().size()));
      addOthers(row, path, spec.rows());
      for (List<@Nullable Object> column : reference.columnPaths()) {
        row.addAll(
            reference.exists(path, column)
                ? reference.values(path, column)
                : Collections.nCopies(spec.shown().size(), null));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<List<@Nullable Object>> withoutPathId(DuckDb.Answer answer) {
    return answer.rows(
        answer.names().stream()
            .filter(name -> !List.of("_path_id", "_expanded").contains(name))
            .toArray(String[]::new));
  }

  private static void addOthers(
      List<@Nullable Object> row, List<@Nullable Object> path, List<Dimension> axis) {
    if (hasOthers(axis)) {
      row.add(path.contains(ReferenceTop.OTHERS));
    }
  }

  private static boolean hasOthers(List<Dimension> axis) {
    return axis.stream().anyMatch(key -> key.top().filter(Top::others).isPresent());
  }

  private static List<@Nullable Object> padded(List<@Nullable Object> path, int size) {
    List<@Nullable Object> padded = new ArrayList<>(path);
    padded.replaceAll(key -> key == ReferenceTop.OTHERS ? null : key);
    padded.addAll(Collections.nCopies(size - path.size(), null));
    return padded;
  }

  private static Object grouping(List<@Nullable Object> path, int size) {
    return (1L << (size - path.size())) - 1;
  }

  private static void assertSame(
      List<List<@Nullable Object>> expected, List<List<@Nullable Object>> actual, Object about) {
    assertThat(comparable(actual)).as("%s", about).isEqualTo(comparable(expected));
  }

  /** Values without what the types of the two sides may differ in. */
  private static List<List<@Nullable Object>> comparable(List<List<@Nullable Object>> rows) {
    List<List<@Nullable Object>> comparable = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> values = new ArrayList<>();
      for (Object value : row) {
        values.add(comparable(value));
      }
      comparable.add(values);
    }
    return comparable;
  }

  private static @Nullable Object comparable(@Nullable Object value) {
    if (value instanceof Long number) {
      return number.toString();
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.stripTrailingZeros().toPlainString();
    }
    if (value instanceof Double number && Double.isFinite(number)) {
      // Averages of thirds may differ in the last bit, also where they cancel out.
      if (Math.abs(number) < 1e-12) {
        return 0.0;
      }
      return Double.parseDouble("%.10g".formatted(number + 0.0));
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> values = new ArrayList<>();
      list.forEach(element -> values.add(comparable(element)));
      return values;
    }
    if (value instanceof Instant instant) {
      return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    }
    return value instanceof LocalDate date ? (Object) Long.toString(date.toEpochDay()) : value;
  }
}

package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.Presentation;
import dev.vane.pivot.Range;
import dev.vane.pivot.ResultForm;
import dev.vane.pivot.answer.PivotLayout;
import dev.vane.pivot.answer.PivotPart;
import dev.vane.pivot.json.StrictJson;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
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

  @Example
  void answersAreWhatTheContractDefines() throws SQLException {
    long questions = Long.getLong("vane.pivot.questions", 2_000);
    long seed = RandomTrial.firstSeed();
    long asked = 0;
    boolean same = false;
    try {
      for (; asked < questions; asked += RandomTrial.QUESTIONS) {
        RandomTrial trial = new RandomTrial(seed + asked);
        trial.load(database());
        for (PivotSpec spec : trial.questions()) {
          try (PreparedPivot pivot = trial.tables(spec, database()).prepare(database(), spec)) {
            trial.check(spec, pivot.answer(spec.presentation(), DuckDb.UNLIMITED));
          }
        }
      }
      same = true;
    } finally {
      QuestionReport.write("DuckDB", seed, asked, same ? 0 : 1);
    }
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void pagesAndRangesOfAnySizeTogetherAreTheWhole(@ForAll("seeds") long seed) throws SQLException {
    Random random = new Random(seed + 3);
    RandomTable.of(new Random(seed)).load(database());
    PivotSpec spec = RandomTrial.parse(new RandomQuestion(new Random(seed + 1)).json());
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
      RandomTrial.assertSame(whole.rows(), pages, spec);
      if (spec.result() == ResultForm.WIDE) {
        int column = random.nextInt(layout.columnPaths() + 1);
        var left = pivot.answer(columns(0, column), DuckDb.UNLIMITED);
        var right = pivot.answer(columns(column, 100), DuckDb.UNLIMITED);
        int keys =
            whole.names().indexOf("_path_id")
                + 1
                + (spec.expanded().isPresent() ? 1 : 0)
                + (RandomTrial.hasOthers(spec.rows()) ? 1 : 0);
        List<List<@Nullable Object>> joined = new ArrayList<>();
        for (int row = 0; row < whole.rows().size(); row++) {
          List<@Nullable Object> values = new ArrayList<>(left.rows().get(row));
          values.addAll(right.rows().get(row).subList(keys, right.rows().get(row).size()));
          joined.add(values);
        }
        RandomTrial.assertSame(whole.rows(), joined, spec);
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
    PivotSpec spec = RandomTrial.parse(new RandomQuestion(new Random(seed + 1)).json());
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
            spec.comparedTo(),
            spec.sources(),
            spec.rows(),
            spec.below(),
            spec.columns(),
            spec.measures(),
            spec.shown(),
            filters,
            spec.having(),
            spec.visibleTotals(),
            spec.expanded(),
            spec.drillPaths(),
            spec.columnChoice(),
            spec.totals(),
            spec.sort(),
            spec.limit(),
            spec.result(),
            spec.presentation());
    var after = database().pivot(reversed, RandomTable.NAME);
    assertThat(reversed.canonical()).isEqualTo(spec.canonical());
    assertThat(after.schema()).isEqualTo(before.schema());
    RandomTrial.assertSame(before.rows(), after.rows(), spec);
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
        RandomTrial.assertSame(
            List.of(row.subList(5, row.size())),
            List.of(filtered.rows().get(0).subList(3, filtered.rows().get(0).size())),
            value);
      }
    }
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void sharesOfAParentAddToOne(@ForAll("seeds") long seed) throws SQLException {
    RandomTable.of(new Random(seed)).load(database());
    var answer =
        database()
            .pivot(
                """
                {"table": "t", "rows": ["name", "side"], "measures": [
                  {"agg": "count", "show_as": "share_of_parent_row", "alias": "of_parent"},
                  {"agg": "count", "show_as": "share_of_grand", "alias": "of_grand"}]}
                """,
                RandomTable.NAME);
    Map<Object, Double> sums = new HashMap<>();
    double grand = 0;
    for (List<@Nullable Object> row : answer.rows("name", "of_parent", "of_grand")) {
      sums.merge(List.of(Optional.ofNullable(row.get(0))), (Double) row.get(1), Double::sum);
      grand += (Double) row.get(2);
    }
    assertThat(sums.values()).allSatisfy(sum -> assertThat(sum).isCloseTo(1, within(1e-9)));
    assertThat(grand).isCloseTo(answer.rows().isEmpty() ? 0 : 1, within(1e-9));
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void theChosenAndTheOthersAreAll(@ForAll("seeds") long seed) throws SQLException {
    RandomTable.of(new Random(seed)).load(database());
    String measures =
        """
        "measures": [{"agg": "count"}, {"field": "quantity", "agg": "sum"},
                     {"field": "ratio", "agg": "avg"}, {"field": "code", "agg": "count_distinct"}]
        """;
    String question =
        """
        {"table": "t", "rows": ["name"], %s, "totals": true %s}
        """;
    var all = database().pivot(question.formatted(measures, ""), RandomTable.NAME);
    var chosen =
        database()
            .pivot(
                question.formatted(
                    measures,
                    ", \"top\": [{\"field\": \"name\", \"n\": 2, \"by\": \"count\", \"others\": true}]"),
                RandomTable.NAME);
    assertThat(total(chosen)).isEqualTo(total(all));
    long counted = 0;
    for (List<@Nullable Object> row : chosen.rows("_row_grouping", "count")) {
      counted += Long.valueOf(0).equals(row.get(0)) ? (Long) row.get(1) : 0;
    }
    assertThat(counted).isEqualTo(total(all).get(0));
  }

  private static List<@Nullable Object> total(DuckDb.Answer answer) {
    List<List<@Nullable Object>> rows =
        answer.rows("count", "sum_quantity", "avg_ratio", "count_distinct_code");
    return rows.get(rows.size() - 1);
  }

  /** Every cell of the wide answer is a row of the long one, under its column path, or NULL. */
  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void theWideAnswerIsTheLongOneWidened(@ForAll("seeds") long seed) throws SQLException {
    RandomTable.of(new Random(seed)).load(database());
    String question =
        """
        {"table": "t", "rows": ["side"], "columns": ["flag", "day"], "measures": [{"agg": "count"}],
         "totals": {"rows": "after", "columns": "after", "column_grouping_sets": "cube"},
         "result": "%s"}
        """;
    var wide = database().pivot(question.formatted("wide"), RandomTable.NAME);
    Map<List<@Nullable Object>, @Nullable Object> cells = new HashMap<>();
    for (List<@Nullable Object> row :
        database().pivot(question.formatted("long"), RandomTable.NAME).rows()) {
      String flag = row.get(1) == null ? null : row.get(1).toString();
      Object day =
          row.get(2) == null ? null : LocalDate.ofEpochDay(((Number) row.get(2)).longValue());
      long grouping = (Long) row.get(4);
      List<String> path = new ArrayList<>();
      if ((grouping & 2) == 0) {
        path.add(String.valueOf(flag));
      }
      if ((grouping & 1) == 0) {
        path.add(day == null ? "null" : "\"" + day + "\"");
      }
      List<@Nullable Object> key = new ArrayList<>(row.subList(0, 1));
      key.add(row.get(3));
      key.add("[" + String.join(",", path) + "]");
      key.add(Long.toString(grouping));
      assertThat(cells.put(key, row.get(5))).isNull();
    }
    int found = 0;
    for (List<@Nullable Object> row : wide.rows()) {
      for (int field = 4; field < row.size(); field++) {
        Map<String, String> metadata = wide.metadata(wide.names().get(field));
        List<@Nullable Object> key = new ArrayList<>(row.subList(0, 1));
        key.add(row.get(2));
        key.add(metadata.get("vane.column_path"));
        key.add(metadata.get("vane.column_grouping"));
        assertThat(row.get(field)).isEqualTo(cells.get(key));
        found += row.get(field) == null ? 0 : 1;
      }
    }
    assertThat(found).isEqualTo(cells.size());
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void theCanonicalFormReadsBackAsItself(@ForAll("seeds") long seed) {
    PivotSpec spec = RandomTrial.parse(new RandomQuestion(new Random(seed)).json());
    assertThat(RandomTrial.parse(spec.canonical()).canonical()).isEqualTo(spec.canonical());
  }
}

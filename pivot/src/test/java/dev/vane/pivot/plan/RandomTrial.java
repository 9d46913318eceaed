package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.pivot.ColumnLimit;
import dev.vane.pivot.Dimension;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.PivotSpecParser;
import dev.vane.pivot.ResultForm;
import dev.vane.pivot.Top;
import dev.vane.pivot.json.StrictJson;
import dev.vane.pivot.source.Hierarchy;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A random table, random questions about it, and what the reference says. A trial is its seed, so
 * that a failure can be tried again with {@code -Dvane.pivot.seed}. The build asks the same
 * questions each time, so that what fails there is of the change; the profile {@code pivot-long}
 * asks others in each run.
 */
record RandomTrial(long seed, RandomTable table, RandomSources sources) {
  /** Questions about one table; to make a table takes longer than to ask it. */
  static final int QUESTIONS = 10;

  private static final long SEED_OF_THE_BUILD = 1_000_000;

  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  RandomTrial(long seed) {
    this(seed, RandomTable.of(new Random(seed)), RandomSources.of(new Random(seed + 2)));
  }

  /** The seed of a run's first trial. */
  static long firstSeed() {
    return Long.getLong(
        "vane.pivot.seed",
        Boolean.getBoolean("vane.pivot.fresh") ? System.nanoTime() : SEED_OF_THE_BUILD);
  }

  List<PivotSpec> questions() {
    Random random = new Random(seed + 1);
    List<PivotSpec> questions = new ArrayList<>();
    for (int index = 0; index < QUESTIONS; index++) {
      questions.add(parse(new RandomQuestion(random, random.nextInt(3) == 0).json()));
    }
    return questions;
  }

  void load(DuckDb database) throws SQLException {
    table.load(database);
    sources.load(database);
  }

  void load(ClickHouse database) {
    table.load(database);
    sources.load(database);
  }

  /** The tables of a question, which have the same fields in every trial. */
  SourceTables tables(PivotSpec spec, DuckDb database) throws SQLException {
    return SourceTables.of(
        spec,
        name -> {
          Schema known = SCHEMAS.get(name);
          if (known == null) {
            known = database.schema(name);
            SCHEMAS.put(name, known);
          }
          return known;
        });
  }

  /** What a question is about: the table's rows, with the fields of the tables beside it. */
  List<Map<String, @Nullable Object>> rows(PivotSpec spec) {
    boolean repeat =
        spec.sources().stream()
            .anyMatch(step -> step instanceof Hierarchy hierarchy && hierarchy.repeat());
    return spec.sources().isEmpty() ? table.rows() : sources.extended(table.rows(), repeat);
  }

  static PivotSpec parse(String json) {
    return new PivotSpecParser(DuckDb.FILTER_DEPTH).parse(StrictJson.parse(json));
  }

  /** Holds an answer to what the reference says. */
  void check(PivotSpec spec, DuckDb.Answer answer) {
    Reference reference = new Reference(spec, rows(spec));
    String about = "seed " + seed + ": " + spec.canonical();
    if (spec.result() == ResultForm.LONG) {
      assertSame(longRows(spec, reference), answer.rows(), about);
      return;
    }
    assertSame(wideRows(spec, reference), withoutPathId(answer), about);
    assertThat(answer.schema().getCustomMetadata())
        .as(about)
        .containsEntry("vane.total_rows", Integer.toString(reference.rowPaths().size()))
        .containsEntry(
            "vane.total_columns",
            Integer.toString(spec.columns().isEmpty() ? 0 : reference.columnPaths().size()));
    assertThat(answer.names()).as(about).doesNotHaveDuplicates();
    assertThat(answer.rows("_path_id")).as(about).doesNotHaveDuplicates();
  }

  private static List<List<@Nullable Object>> longRows(PivotSpec spec, Reference reference) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Reference.Cell cell : reference.cells()) {
      List<@Nullable Object> row = new ArrayList<>(padded(cell.row(), spec.rows().size()));
      row.addAll(padded(cell.column(), spec.columns().size()));
      row.add(grouping(cell.row(), spec.rows().size()));
      row.add(grouping(cell.column(), spec.columns().size()));
      addOthers(row, cell.row(), hasOthers(spec.rows()));
      addOthers(row, cell.column(), hasOthers(spec.columns()) || isLimited(spec));
      row.addAll(cell.values());
      rows.add(row);
    }
    return rows;
  }

  private static List<List<@Nullable Object>> wideRows(PivotSpec spec, Reference reference) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (List<@Nullable Object> path : reference.rowPaths()) {
      List<@Nullable Object> row = new ArrayList<>(padded(path, spec.rows().size()));
      row.add(path.stream().filter(key -> key != Reference.ROLLED_UP).count());
      row.add(grouping(path, spec.rows().size()));
      addOthers(row, path, hasOthers(spec.rows()));
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
      List<@Nullable Object> row, List<@Nullable Object> path, boolean hasOthers) {
    if (hasOthers) {
      row.add(path.contains(ReferenceTop.OTHERS));
    }
  }

  private static boolean isLimited(PivotSpec spec) {
    return !spec.columns().isEmpty()
        && spec.presentation().columnLimit().filter(ColumnLimit::makesOthers).isPresent();
  }

  static boolean hasOthers(List<Dimension> axis) {
    return axis.stream().anyMatch(key -> key.top().filter(Top::others).isPresent());
  }

  private static List<@Nullable Object> padded(List<@Nullable Object> path, int size) {
    List<@Nullable Object> padded = new ArrayList<>(path);
    padded.replaceAll(key -> key == ReferenceTop.OTHERS || key == Reference.ROLLED_UP ? null : key);
    padded.addAll(Collections.nCopies(size - path.size(), null));
    return padded;
  }

  private static Object grouping(List<@Nullable Object> path, int size) {
    long grouping = (1L << (size - path.size())) - 1;
    for (int key = 0; key < path.size(); key++) {
      grouping |= path.get(key) == Reference.ROLLED_UP ? 1L << (size - 1 - key) : 0;
    }
    return grouping;
  }

  static void assertSame(
      List<List<@Nullable Object>> expected, List<List<@Nullable Object>> actual, Object about) {
    assertThat(comparable(actual)).as("%s", about).isEqualTo(comparable(expected));
  }

  /** A text for each row, without what the types of the two sides may differ in. */
  private static List<String> comparable(List<List<@Nullable Object>> rows) {
    List<String> comparable = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> values = new ArrayList<>();
      for (Object value : row) {
        values.add(comparable(value));
      }
      comparable.add(values.toString());
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
    if (value instanceof String text) {
      return '"' + text + '"';
    }
    return value instanceof LocalDate date ? (Object) Long.toString(date.toEpochDay()) : value;
  }
}

package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaHouse.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.AsOf;
import dev.vane.spi.RowCondition;
import dev.vane.spi.RowUpdate;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.StopSignal;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.spi.maintenance.OptimizeRequest;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.TableMaintenance;
import dev.vane.spi.maintenance.VacuumRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Any sequence of operations leaves the table as a plain list of rows would be, at every version
 * that is still there, whoever reads it: as it is open, opened anew, and by the engine from the
 * files that the log names.
 */
class OperationsPropertyTest {
  private static final int KEYS = 6;

  /** One operation with a number that it makes its rows of. */
  record Step(Operation operation, int seed) {}

  enum Operation {
    APPEND,
    OVERWRITE,
    UPSERT,
    UPDATE,
    DELETE,
    OPTIMIZE,
    Z_ORDER,
    CHECKPOINT,
    RESTORE,
    VACUUM,
    REOPEN
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Arbitraries.of(Operation.class)
        .flatMap(
            operation ->
                Arbitraries.integers().between(0, 99).map(seed -> new Step(operation, seed)))
        .list()
        .ofMinSize(4)
        .ofMaxSize(12);
  }

  @Property(tries = 6, shrinking = ShrinkingMode.OFF)
  void everySequenceOfOperationsIsWhatAListOfRowsWouldBe(@ForAll("steps") List<Step> steps)
      throws IOException {
    Path directory = Files.createTempDirectory("operations");
    try (DeltaHouse house = new DeltaHouse(directory)) {
      Model model = new Model(house);
      model.apply(new Step(Operation.APPEND, 0));
      for (Step step : steps) {
        model.apply(step);
        assertThat(house.rows("t")).as("%s of %s", step, steps).isEqualTo(model.rows());
        assertThat(house.rowCount("t")).isEqualTo(model.rows().size());
      }
      model.checkVersions();
    } finally {
      try (var files = Files.walk(directory)) {
        for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** What the table should hold. */
  private static final class Model {
    private static final WriteOptions PARTITIONED =
        WriteOptions.append().withPartitionBy(List.of("p"));

    private final DeltaHouse house;
    private final Map<Long, List<String>> versions = new TreeMap<>();
    private List<String> rows = new ArrayList<>();

    Model(DeltaHouse house) {
      this.house = house;
    }

    List<String> rows() {
      return rows.stream().sorted(java.util.Comparator.comparing(Model::order)).toList();
    }

    /** Rows are ordered as numbers, then by the partition, NULL last. */
    private static String order(String row) {
      String[] parts = row.split("\\|", -1);
      return "%09d|%09d|%s"
          .formatted(
              Long.parseLong(parts[0]),
              Long.parseLong(parts[1]),
              parts[2].equals("null") ? "~" : parts[2]);
    }

    private TableMaintenance maintenance() {
      return ((MaintainedStorage) house.storage).maintenance();
    }

    void apply(Step step) {
      switch (step.operation()) {
        case APPEND -> {
          List<String> added = some(step.seed());
          house.write("t", query(added), PARTITIONED);
          rows.addAll(added);
        }
        case OVERWRITE -> {
          List<String> added = some(step.seed());
          house.write("t", query(added), WriteOptions.of(WriteMode.OVERWRITE));
          rows = new ArrayList<>(added);
        }
        case UPSERT -> {
          List<String> added = List.of(row(step.seed() % KEYS, step.seed(), step.seed() % 3));
          house.write("t", query(added), WriteOptions.upsert(List.of("k")));
          rows.removeIf(old -> key(old) == step.seed() % KEYS);
          rows.addAll(added);
        }
        case UPDATE -> update(step.seed());
        case DELETE -> {
          int key = step.seed() % KEYS;
          maintenance()
              .delete(
                  table("t"),
                  new RowCondition(
                      new SqlQuery("source.\"k\" = ?", List.of((Object) (long) key)), List.of()),
                  Progress.NONE);
          rows.removeIf(old -> key(old) == key);
        }
        case OPTIMIZE -> optimize(List.of());
        case Z_ORDER -> optimize(List.of("k", "v"));
        case CHECKPOINT -> maintenance().checkpoint(table("t"));
        case RESTORE -> restore(step.seed());
        case VACUUM -> {
          maintenance()
              .vacuum(
                  table("t"),
                  new VacuumRequest(Optional.of(Duration.ZERO), true, false),
                  Progress.NONE);
          versions.clear();
        }
        case REOPEN -> house.reopen();
      }
      versions.put(house.version("t"), rows());
    }

    /** Rows of a key get another value and partition, then all of one value another key. */
    private void update(int seed) {
      int key = seed % KEYS;
      int other = (seed + 1) % KEYS;
      house.storage.update(
          table("t"),
          List.of(
              assign("\"k\" = ?", (long) key, "v", "\"v\" + 1000", "p", "'p 2'"),
              assign("\"v\" >= ?", 1000L, "k", Integer.toString(other))),
          StopSignal.NEVER);
      rows =
          rows.stream()
              .map(row -> key(row) == key ? moved(row) : row)
              .map(row -> value(row) >= 1000 ? other + row.substring(row.indexOf('|')) : row)
              .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String moved(String row) {
      return "%d|%d|p 2".formatted(key(row), value(row) + 1000);
    }

    private static RowUpdate assign(String condition, Object value, String... assignments) {
      List<RowUpdate.Assignment> assigned = new ArrayList<>();
      for (int index = 0; index < assignments.length; index += 2) {
        assigned.add(
            new RowUpdate.Assignment(assignments[index], SqlQuery.of(assignments[index + 1])));
      }
      return new RowUpdate(assigned, new SqlQuery(condition, List.of(value)));
    }

    private void restore(int seed) {
      List<Long> known = List.copyOf(versions.keySet());
      if (!known.isEmpty()) {
        long version = known.get(seed % known.size());
        maintenance().restore(table("t"), new AsOf.Version(version));
        rows = new ArrayList<>(versions.getOrDefault(version, List.of()));
      }
    }

    private void optimize(List<String> zOrderBy) {
      maintenance()
          .optimize(
              table("t"), new OptimizeRequest(zOrderBy, OptionalLong.of(2_000)), Progress.NONE);
    }

    /** What a version changed is what tells its rows from those of the one before. */
    private void checkChanges(long version) {
      List<String> expected = new ArrayList<>(versions.get(version - 1));
      List<String> came = new ArrayList<>();
      for (String change : house.changes("t", version, version)) {
        String row = change.substring(0, change.lastIndexOf('|'));
        if (change.endsWith("|delete") || change.endsWith("|update_preimage")) {
          assertThat(expected.remove(row)).as("%s of version %d", change, version).isTrue();
        } else {
          came.add(row);
        }
      }
      expected.addAll(came);
      assertThat(expected)
          .as("changes of version %d", version)
          .containsExactlyInAnyOrderElementsOf(versions.get(version));
    }

    void checkVersions() {
      house.reopen();
      versions.keySet().stream()
          .filter(version -> versions.containsKey(version - 1))
          .forEach(this::checkChanges);
      assertThat(house.rows("t")).isEqualTo(rows());
      versions.forEach(
          (version, content) ->
              assertThat(house.rows("t", new AsOf.Version(version)))
                  .as("version %d", version)
                  .isEqualTo(content));
    }

    private static List<String> some(int seed) {
      List<String> added = new ArrayList<>();
      for (int index = 0; index <= seed % 5; index++) {
        added.add(row((seed + index) % KEYS, seed * 10 + index, (seed + index) % 3));
      }
      return added;
    }

    private static String row(int key, int value, int partition) {
      return key + "|" + value + "|" + (partition == 0 ? "null" : "p " + partition);
    }

    private static int key(String row) {
      return Integer.parseInt(row.substring(0, row.indexOf('|')));
    }

    private static long value(String row) {
      return Long.parseLong(row.split("\\|", -1)[1]);
    }

    private static String query(List<String> rows) {
      return rows.stream()
          .map(row -> row.split("\\|", -1))
          .map(
              parts ->
                  "(%s::BIGINT, %s::BIGINT, %s)"
                      .formatted(
                          parts[0],
                          parts[1],
                          parts[2].equals("null") ? "NULL::VARCHAR" : "'" + parts[2] + "'"))
          .collect(Collectors.joining(", ", "SELECT * FROM (VALUES ", ") t(k, v, p)"));
    }
  }
}

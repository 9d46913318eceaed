package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaHouse.table;
import static dev.vane.storage.delta.DeltaStorageTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.AsOf;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.ReadSession;
import dev.vane.spi.RowCondition;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.TableWriter;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.ChangeReport;
import dev.vane.spi.maintenance.ConvertRequest;
import dev.vane.spi.maintenance.HistoryEntry;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.spi.maintenance.OptimizeRequest;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.TableDetail;
import dev.vane.spi.maintenance.TableMaintenance;
import dev.vane.spi.maintenance.VacuumReport;
import dev.vane.spi.maintenance.VacuumRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceTest {
  private static final WriteOptions OVERWRITE = WriteOptions.of(WriteMode.OVERWRITE);
  private static final VacuumRequest EVERYTHING =
      new VacuumRequest(Optional.of(Duration.ZERO), true, false);
  private static final VacuumRequest OWN = new VacuumRequest(Optional.empty(), false, false);
  private static final OptimizeRequest JOIN = new OptimizeRequest(List.of(), OptionalLong.empty());

  private DeltaHouse house;

  @BeforeEach
  void open(@TempDir Path temporary) {
    house = new DeltaHouse(temporary);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private TableMaintenance maintenance() {
    return ((MaintainedStorage) house.storage).maintenance();
  }

  private VacuumReport vacuum(VacuumRequest request) {
    return maintenance().vacuum(table("t"), request, Progress.NONE);
  }

  private ChangeReport optimize(OptimizeRequest request) {
    return maintenance().optimize(table("t"), request, Progress.NONE);
  }

  private static RowCondition where(String predicate, Object... values) {
    return new RowCondition(new SqlQuery(predicate, List.of(values)), List.of());
  }

  private Path orphan(String path, Duration age) throws IOException {
    Path file = house.root.resolve("t").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "12345");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    return file;
  }

  private List<String> dataFiles() {
    return house.filesUnder("t").stream().filter(file -> !file.startsWith("_delta_log")).toList();
  }

  @Test
  void vacuumRemovesWhatACrashLeftAndNothingYounger() throws IOException {
    house.append("t", "SELECT 1 AS a");
    Path old = orphan("part-00000000-dead.parquet", Duration.ofDays(8));
    Path deep = orphan("p=1/part-00000000-dead.parquet", Duration.ofDays(8));
    Path vector = orphan("deletion_vector_x.bin", Duration.ofDays(8));
    Path change = orphan("_change_data/cdc-1.parquet", Duration.ofDays(8));
    Path publication = orphan("_delta_log/.1.json.x.vane-tmp", Duration.ofDays(8));
    Path young = orphan("part-00000001-young.parquet", Duration.ofDays(6));
    Path youngChange = orphan("_change_data/cdc-2.parquet", Duration.ofDays(6));
    Path hidden = orphan("_other/x.parquet", Duration.ofDays(8));
    Path dotted = orphan(".x", Duration.ofDays(8));

    VacuumReport planned = vacuum(new VacuumRequest(Optional.empty(), false, true));
    assertThat(planned.files()).isEqualTo(5);
    assertThat(List.of(old, deep, vector, change, publication)).allMatch(Files::exists);
    VacuumReport done = vacuum(OWN);

    assertThat(done.files()).isEqualTo(5);
    assertThat(done.bytes()).isEqualTo(25);
    assertThat(done.paths()).isEqualTo(planned.paths()).contains("p=1/part-00000000-dead.parquet");
    assertThat(done.retention()).isEqualTo(Duration.ofDays(7));
    assertThat(List.of(old, deep, vector, change, publication)).noneMatch(Files::exists);
    assertThat(List.of(young, youngChange, hidden, dotted)).allMatch(Files::exists);
    assertThat(house.rows("t")).containsExactly("1");
    assertThat(vacuum(OWN).files()).isZero();
  }

  @Test
  void vacuumBelowTheTablesRetentionIsRefusedUnlessForced() {
    house.append("t", "SELECT 1 AS a");
    house.write("t", "SELECT 2 AS a", OVERWRITE);

    assertRefused(
        () -> vacuum(new VacuumRequest(Optional.of(Duration.ofHours(1)), false, false)),
        ErrorCode.RETENTION_UNSAFE,
        "1 hours",
        "168 hours");
    assertThat(vacuum(OWN).files()).isZero();
    assertThat(house.rows("t", new AsOf.Version(0))).containsExactly("1");
    assertThat(vacuum(EVERYTHING).files()).isEqualTo(1);
    assertThat(house.rows("t")).containsExactly("2");
    assertThat(dataFiles()).hasSize(1);
    assertRefused(
        () -> house.rows("t", new AsOf.Version(0)), ErrorCode.VERSION_NOT_FOUND, "vacuumed");
  }

  @Test
  void vacuumLeavesFilesThatReadersAndWritersHaveOpen() {
    house.append("t", "SELECT 1 AS a");
    try (ReadSession reader = house.engine.openSession()) {
      String relation =
          house
              .storage
              .snapshot(table("t"), AsOf.LATEST, reader)
              .orElseThrow()
              .relation(List.of())
              .sql();
      house.write("t", "SELECT 2 AS a", OVERWRITE);
      try (TableWriter writer = house.open(table("t"), "SELECT 3 AS a FROM range(9)", chunked())) {
        assertThat(dataFiles()).hasSize(3);
        assertThat(vacuum(EVERYTHING).files()).isZero();
        assertThat(DeltaHouse.run(reader, "SELECT * FROM " + relation + " AS t"))
            .containsExactly("1");
        writer.commit();
      }
      assertThat(house.rows("t")).hasSize(10);
    }
    assertThat(vacuum(EVERYTHING).files()).isEqualTo(1);
    assertThat(house.rows("t")).hasSize(10);
  }

  private static WriteOptions chunked() {
    return WriteOptions.append().withChunkRows(1);
  }

  @Test
  void historyTellsEveryCommitNewestFirst() {
    house.append("t", "SELECT 1 AS a");
    house.append("t", "SELECT 2 AS a");
    house.write("t", "SELECT 3 AS a", OVERWRITE);

    List<HistoryEntry> history = maintenance().history(table("t"), 10);
    assertThat(history.stream().map(HistoryEntry::version)).containsExactly(2L, 1L, 0L);
    assertThat(history.stream().map(HistoryEntry::operation))
        .containsExactly("WRITE", "WRITE", "CREATE TABLE AS SELECT");
    assertThat(history.get(0).parameters()).containsEntry("mode", "Overwrite");
    assertThat(history.get(0).metrics()).containsEntry("numOutputRows", "1");
    assertThat(history.get(0).engine().orElseThrow()).contains("Vane");
    assertThat(history.get(0).readVersion()).hasValue(1);
    assertThat(maintenance().history(table("t"), 1)).hasSize(1);
    assertThat(house.rows("t", new AsOf.Timestamp(history.get(1).timestamp())))
        .containsExactly("1", "2");
  }

  @Test
  void restoreBringsBackRowsAndSchemaInANewVersion() {
    house.append("t", "SELECT 1 AS a");
    house.append("t", "SELECT 2 AS a");
    house.write("t", "SELECT 'x' AS b", OVERWRITE);

    ChangeReport report = maintenance().restore(table("t"), new AsOf.Version(1));

    assertThat(report.version()).isEqualTo(3);
    assertThat(report.added().files()).isEqualTo(2);
    assertThat(report.added().rows()).isEqualTo(2);
    assertThat(report.removed().rows()).isEqualTo(1);
    assertThat(house.rows("t")).containsExactly("1", "2");
    assertThat(house.rows("t", new AsOf.Version(2))).containsExactly("x");
    house.append("t", "SELECT 3 AS a");
    house.reopen();
    assertThat(house.rows("t")).containsExactly("1", "2", "3");
    assertThat(maintenance().history(table("t"), 9).get(1).operation()).isEqualTo("RESTORE");
    assertThat(maintenance().restore(table("t"), AsOf.LATEST).committed()).isFalse();
    assertThat(house.version("t")).isEqualTo(4);
  }

  @Test
  void restoreToAVersionWhoseFilesWereVacuumedIsRefused() {
    house.append("t", "SELECT 1 AS a");
    house.write("t", "SELECT 2 AS a", OVERWRITE);
    vacuum(EVERYTHING);
    assertRefused(
        () -> maintenance().restore(table("t"), new AsOf.Version(0)),
        ErrorCode.VERSION_NOT_FOUND,
        "version 0",
        "vacuumed");
    assertThat(house.version("t")).isEqualTo(1);
  }

  @Test
  void optimizeJoinsSmallFilesOfEachPartition() {
    for (int i = 0; i < 6; i++) {
      house.write(
          "t",
          "SELECT %d + i AS a, i %% 2 AS p FROM range(100) r(i)".formatted(i * 100),
          WriteOptions.append().withPartitionBy(List.of("p")));
    }
    List<String> before = house.rows("t");
    assertThat(dataFiles()).hasSize(12);
    List<String> steps = new ArrayList<>();

    ChangeReport report =
        maintenance().optimize(table("t"), JOIN, (step, done, total) -> steps.add(step));

    assertThat(report.removed().files()).isEqualTo(12);
    assertThat(report.added().files()).isEqualTo(2);
    assertThat(report.added().rows()).isEqualTo(600).isEqualTo(report.removed().rows());
    assertThat(house.rows("t")).isEqualTo(before);
    assertThat(house.relation("t").files()).isEqualTo(2);
    assertThat(house.commit("t", 6)).contains("OPTIMIZE").doesNotContain("\"dataChange\":true");
    assertThat(steps).contains("write");
    assertThat(optimize(JOIN).committed()).isFalse();
    assertThat(vacuum(EVERYTHING).files()).isEqualTo(12);
    assertThat(house.rows("t")).isEqualTo(before);
  }

  @Test
  void optimizeByZOrderNarrowsTheBoundsOfEveryColumn() {
    house.append(
        "t", "SELECT (i * 7919) % 10007 AS a, (i * 104729) % 10007 AS b, i FROM range(10000) r(i)");
    long bytes = maintenance().describe(table("t")).active().bytes();
    List<String> before = house.rows("t");

    ChangeReport report =
        optimize(new OptimizeRequest(List.of("a", "b"), OptionalLong.of(bytes / 16 + 1)));

    assertThat(report.added().files()).isGreaterThanOrEqualTo(16);
    assertThat(report.added().rows()).isEqualTo(10_000);
    assertThat(house.rows("t")).isEqualTo(before);
    for (String column : List.of("a", "b")) {
      var relation =
          house.relation(
              "t",
              new ColumnCondition(column, ColumnCondition.Operator.LESS, List.of((Object) 1000L)));
      assertThat(relation.skippedFiles())
          .as(column)
          .isGreaterThanOrEqualTo(report.added().files() / 2);
    }
    assertThat(house.commit("t", 1)).contains("zOrderBy");
    assertRefused(
        () -> optimize(new OptimizeRequest(List.of("c"), OptionalLong.empty())),
        ErrorCode.FIELD_UNKNOWN,
        "'c'");
  }

  @Test
  void optimizeLetsAppendsInAndRefusesWhatRemovedItsFiles() {
    house.append("t", "SELECT 1 AS a");
    house.append("t", "SELECT 2 AS a");
    Progress append = once(() -> house.append("t", "SELECT 3 AS a"));
    assertThat(maintenance().optimize(table("t"), JOIN, append).version()).isEqualTo(3);
    assertThat(house.rows("t")).containsExactly("1", "2", "3");

    Progress overwrite = once(() -> house.write("t", "SELECT 9 AS a", OVERWRITE));
    assertRefused(
        () -> maintenance().optimize(table("t"), JOIN, overwrite), ErrorCode.WRITE_CONFLICT, "'t'");
    assertThat(house.rows("t")).containsExactly("9");
    vacuum(EVERYTHING);
    assertThat(dataFiles()).hasSize(1);
  }

  private static Progress once(Runnable action) {
    boolean[] done = new boolean[1];
    return (step, at, total) -> {
      if (!done[0]) {
        done[0] = true;
        action.run();
      }
    };
  }

  @Test
  void checkpointIsWrittenOnceAndReadFrom() {
    house.append("t", "SELECT 1 AS a");
    house.append("t", "SELECT 2 AS a");
    assertThat(maintenance().checkpoint(table("t")).written()).isTrue();
    assertThat(maintenance().checkpoint(table("t")).written()).isFalse();
    assertThat(house.filesUnder("t/_delta_log"))
        .contains("00000000000000000001.checkpoint.parquet");
    house.reopen();
    assertThat(house.rows("t")).containsExactly("1", "2");
  }

  @Test
  void deleteCopiesTheOtherRowsOfTheFilesThatItTouches() {
    house.append("t", "SELECT i AS a, 'x' AS b FROM range(10) r(i)");
    house.append("t", "SELECT i AS a, NULL::VARCHAR AS b FROM range(10, 20) r(i)");
    house.append("t", "SELECT i AS a, 'z' AS b FROM range(20, 30) r(i)");

    ChangeReport report =
        maintenance()
            .delete(
                table("t"),
                where("(source.\"a\" >= ? AND source.\"a\" < ?) OR source.\"a\" >= 20", 8L, 12L),
                Progress.NONE);

    assertThat(report.removed().files()).isEqualTo(3);
    assertThat(report.removed().rows() - report.added().rows()).isEqualTo(14);
    assertThat(report.added().rows()).isEqualTo(16);
    assertThat(house.rowCount("t")).isEqualTo(16);
    assertThat(house.query("SELECT min(a), max(a), count(*) FROM {}", "t", AsOf.LATEST))
        .containsExactly("0|19|16");
    assertThat(house.commit("t", 3)).contains("\"numDeletedRows\":\"14\"");
    assertThat(
            maintenance().delete(table("t"), where("source.\"a\" = 99"), Progress.NONE).committed())
        .isFalse();
    assertThat(house.rows("t", new AsOf.Version(2))).hasSize(30);
  }

  @Test
  void deleteThatMeetsAnAppendIsDecidedAgain() {
    house.append("t", "SELECT 1 AS a");
    Progress append = once(() -> house.append("t", "SELECT 1 AS a"));
    maintenance().delete(table("t"), where("source.\"a\" = 1"), append);
    assertThat(house.rows("t")).isEmpty();
    assertThat(house.version("t")).isEqualTo(2);
  }

  @Test
  void describeCountsWhatIsThere() {
    house.write(
        "t",
        "SELECT i AS a, i % 2 AS p FROM range(10) r(i)",
        WriteOptions.append().withPartitionBy(List.of("p")));
    TableDetail detail = maintenance().describe(table("t"));
    assertThat(detail.active().files()).isEqualTo(2);
    assertThat(detail.active().rows()).isEqualTo(10);
    assertThat(detail.partitionColumns()).containsExactly("p");
    assertThat(detail.protocol()).contains("reader 1", "writer 2");
    assertThat(detail.properties()).containsEntry("delta.checkpointInterval", "10");
    assertThat(detail.location()).isEqualTo(house.root.resolve("t").toString());
    assertRefused(() -> maintenance().describe(table("tt")), ErrorCode.TABLE_NOT_FOUND, "'t'");
  }

  @Test
  void convertMakesAFolderOfParquetFilesATable() throws IOException {
    Path folder = Files.createDirectories(house.root.resolve("t"));
    try (var connection = house.engine.connect()) {
      connection.execute(
          ("COPY (SELECT i AS a, ['x', NULL] AS l, {'k': i * 1.5, 'n': CASE WHEN i = 3 THEN 'nan'::DOUBLE ELSE 1 END} AS s,"
                  + " i %% 3 AS p, 'b c/' || i %% 2 AS q FROM range(60) r(i)) TO '%s'"
                  + " (FORMAT parquet, PARTITION_BY (p, q))")
              .formatted(folder));
    }
    assertRefused(
        () -> maintenance().convert(table("t"), new ConvertRequest(List.of("p")), Progress.NONE),
        ErrorCode.COMMAND_INVALID,
        "p, q");

    ChangeReport report =
        maintenance().convert(table("t"), new ConvertRequest(List.of("p", "q")), Progress.NONE);

    assertThat(report.version()).isZero();
    assertThat(report.added().files()).isEqualTo(6);
    assertThat(report.added().rows()).isEqualTo(60);
    assertThat(house.rowCount("t")).isEqualTo(60);
    assertThat(house.query("SELECT sum(a), sum(p), max(q), sum(s.k) FROM {}", "t", AsOf.LATEST))
        .containsExactly("1770|60|b c/1|2655.0");
    var condition = new ColumnCondition("a", ColumnCondition.Operator.LESS, List.of((Object) 1L));
    assertThat(house.relation("t", condition).files()).isEqualTo(1);
    house.write(
        "t",
        "SELECT 99 AS a",
        WriteOptions.append().withSchemaMode(SchemaMode.MERGE).withOptions(Map.of()));
    assertThat(house.rowCount("t")).isEqualTo(61);
    assertRefused(
        () -> maintenance().convert(table("t"), new ConvertRequest(List.of("p")), Progress.NONE),
        ErrorCode.TABLE_EXISTS,
        "'t'");
    assertRefused(
        () -> maintenance().convert(table("u"), new ConvertRequest(List.of()), Progress.NONE),
        ErrorCode.TABLE_NOT_FOUND,
        "no Parquet files");
  }
}

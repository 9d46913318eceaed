package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaHouse.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.RowCondition;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.ChangeReport;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.spi.maintenance.OptimizeRequest;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.TableMaintenance;
import dev.vane.spi.maintenance.VacuumRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writing tables that other programs made with features: deletion vectors, change data feed. */
class TableFeaturesTest {
  private static final String MARKS =
      "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"deletionVectors\"],"
          + "\"writerFeatures\":[\"deletionVectors\",\"changeDataFeed\",\"appendOnly\",\"invariants\"]}}";
  private static final String FOLLOWED =
      "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":4}}";
  private static final Map<String, String> VECTORS = Map.of("delta.enableDeletionVectors", "true");
  private static final Map<String, String> FEED = Map.of("delta.enableChangeDataFeed", "true");
  private static final WriteOptions BY_K = WriteOptions.upsert(List.of("k"));

  private DeltaHouse house;

  @BeforeEach
  void open(@TempDir Path temporary) {
    house = new DeltaHouse(temporary);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private void create(String protocol, Map<String, String> properties, String... partitions) {
    String fields =
        ForeignTablesTest.field("k", "long", "{}")
            + ","
            + ForeignTablesTest.field("v", "string", "{}");
    try {
      Path log = Files.createDirectories(house.root.resolve("t/_delta_log"));
      Files.writeString(
          log.resolve("%020d.json".formatted(0)),
          protocol + "\n" + ForeignTablesTest.metadata(fields, properties, partitions) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    house.append("t", "SELECT i AS k, 'v' || i % 2 AS v FROM range(10) r(i)");
  }

  private TableMaintenance maintenance() {
    return ((MaintainedStorage) house.storage).maintenance();
  }

  private ChangeReport delete(String predicate) {
    return maintenance()
        .delete(
            table("t"),
            new RowCondition(
                new SqlQuery("(%s) IS TRUE".formatted(predicate), List.of()), List.of()),
            Progress.NONE);
  }

  private List<String> files(String suffix) {
    return house.filesUnder("t").stream().filter(file -> file.endsWith(suffix)).toList();
  }

  private List<String> changes(String columns) {
    try (var connection = house.engine.connect()) {
      return connection.query(
          "SELECT (%s)::VARCHAR FROM read_parquet('%s/**/*.parquet') ORDER BY ALL"
              .formatted(columns, house.root.resolve("t/_change_data")),
          row -> row.getString(1));
    }
  }

  @Test
  void deletedRowsAreMarkedAndTheFilesStay() {
    create(MARKS, VECTORS);
    ChangeReport report = delete("source.k < 3");
    assertThat(report.added().files()).isZero();
    assertThat(report.removed().files()).isZero();
    assertThat(report.removed().rows()).isEqualTo(3);
    assertThat(house.rowCount("t")).isEqualTo(7);
    assertThat(house.query("SELECT k FROM {} ORDER BY 1", "t", AsOf.LATEST))
        .containsExactly("3", "4", "5", "6", "7", "8", "9");
    assertThat(files(".parquet")).hasSize(1);
    assertThat(files(".bin")).hasSize(1);
    assertThat(house.commit("t", 2))
        .contains("\"tightBounds\\\":false")
        .contains("\"cardinality\":3")
        .contains("\"numDeletionVectorsAdded\":\"1\"");

    delete("source.k = 5");
    assertThat(house.rowCount("t")).isEqualTo(6);
    assertThat(house.query("SELECT count(*) FROM {}", "t", new AsOf.Version(2)))
        .containsExactly("7");
    house.reopen();
    assertThat(house.query("SELECT sum(k) FROM {}", "t", AsOf.LATEST)).containsExactly("37");

    ChangeReport last = delete("source.k >= 0");
    assertThat(last.removed().files()).isOne();
    assertThat(last.removed().rows()).isEqualTo(6);
    assertThat(house.rowCount("t")).isZero();
    assertThat(house.commit("t", 4)).doesNotContain("\"add\"");
  }

  @Test
  void upsertedRowsAreMarkedAndAddedAgain() {
    create(MARKS, VECTORS);
    house.write("t", "SELECT i AS k, 'new' AS v FROM range(8, 12) r(i)", BY_K);
    assertThat(house.rowCount("t")).isEqualTo(12);
    assertThat(house.query("SELECT k FROM {} WHERE v = 'new' ORDER BY 1", "t", AsOf.LATEST))
        .containsExactly("8", "9", "10", "11");
    assertThat(files(".parquet")).hasSize(2);
    assertThat(house.commit("t", 2))
        .contains("\"numTargetRowsCopied\":\"0\"")
        .contains("\"numTargetDeletionVectorsAdded\":\"1\"");
  }

  @Test
  void aVectorThatNobodyNeedsIsVacuumedAndOneInUseIsNot() {
    create(MARKS, VECTORS);
    delete("source.k < 3");
    delete("source.k < 5");
    assertThat(files(".bin")).hasSize(2);
    VacuumRequest now = new VacuumRequest(Optional.of(Duration.ZERO), true, false);
    maintenance().vacuum(table("t"), now, Progress.NONE);
    assertThat(files(".bin")).hasSize(1);
    assertThat(house.rowCount("t")).isEqualTo(5);
    maintenance()
        .optimize(table("t"), new OptimizeRequest(List.of(), OptionalLong.empty()), Progress.NONE);
    maintenance().vacuum(table("t"), now, Progress.NONE);
    assertThat(files(".bin")).isEmpty();
    assertThat(house.query("SELECT sum(k) FROM {}", "t", AsOf.LATEST)).containsExactly("35");
  }

  @Test
  void anUpsertThatLosesItsRaceLeavesNoVectorBehind() {
    create(MARKS, VECTORS);
    try (TableWriter upsert = house.open(table("t"), "SELECT 2 AS k, 'mine' AS v", longs())) {
      delete("source.k = 1");
      upsert.commit();
    }
    assertThat(files(".bin")).hasSize(2);
    assertThat(house.rowCount("t")).isEqualTo(9);
  }

  private static WriteOptions longs() {
    return BY_K.withSchemaMode(SchemaMode.MERGE);
  }

  @Test
  void changesAreKeptForFollowers() {
    create(FOLLOWED, FEED);
    delete("source.k < 2");
    assertThat(changes("k, _change_type")).containsExactly("(0, delete)", "(1, delete)");
    house.write("t", "SELECT i AS k, 'new' AS v FROM range(9, 11) r(i)", BY_K);
    assertThat(changes("k, v, _change_type"))
        .containsExactly(
            "(0, v0, delete)",
            "(1, v1, delete)",
            "(10, new, insert)",
            "(9, new, update_postimage)",
            "(9, v1, update_preimage)");
    assertThat(house.rowCount("t")).isEqualTo(9);
    assertThat(house.commit("t", 2))
        .contains("\"cdc\":{\"path\":\"_change_data/cdc-")
        .contains("\"remove\"");
    assertThat(house.commit("t", 3)).contains("\"cdc\":").contains("\"dataChange\":false");

    house.write("t", "SELECT 77::BIGINT AS k, 'w' AS v", WriteOptions.of(WriteMode.OVERWRITE));
    assertThat(house.commit("t", 4)).doesNotContain("\"cdc\"").contains("\"remove\"");
    delete("source.k = 77");
    assertThat(house.commit("t", 5)).doesNotContain("\"cdc\"");
    assertThat(changes("k")).hasSize(5);
    assertThat(house.rowCount("t")).isZero();
    house.reopen();
    assertThat(house.rowCount("t")).isZero();
    maintenance().restore(table("t"), new AsOf.Version(3));
    assertThat(house.rowCount("t")).isEqualTo(9);
  }

  @Test
  void changesOfPartitionsAndOfMarkedRowsAreKept() {
    create(
        MARKS,
        Map.of("delta.enableChangeDataFeed", "true", "delta.enableDeletionVectors", "true"),
        "v");
    delete("source.k IN (0, 1, 2)");
    assertThat(files(".bin")).hasSize(1);
    assertThat(house.rowCount("t")).isEqualTo(7);
    assertThat(house.commit("t", 2))
        .contains("\"partitionValues\":{\"v\":\"v0\"}")
        .contains("_change_data/v=v1/cdc-");
    assertThat(changes("k")).containsExactly("0", "1", "2");
    assertThat(house.commit("t", 2).lines().filter(line -> line.startsWith("{\"cdc\""))).hasSize(2);
  }

  @Test
  void checkpointsOfTheSecondFormAreWrittenWhereTheTableHasThem() throws IOException {
    create(
        MARKS.replace("\"deletionVectors\"", "\"deletionVectors\",\"v2Checkpoint\""),
        Map.of(
            "delta.checkpointPolicy", "v2",
            "delta.checkpointInterval", "4",
            "delta.enableDeletionVectors", "true",
            "delta.logRetentionDuration", "interval 1 days"));
    delete("source.k = 0");
    Path log = house.root.resolve("t/_delta_log");
    for (long version = 0; version < 3; version++) {
      Files.setLastModifiedTime(
          log.resolve("%020d.json".formatted(version)),
          FileTime.from(Instant.now().minus(Duration.ofDays(9)).plusSeconds(version)));
    }
    house.reopen();
    for (int commit = 3; commit <= 9; commit++) {
      house.append("t", "SELECT %d::BIGINT AS k, 'x' AS v".formatted(100 + commit));
    }
    house.reopen(); // Which waits for what follows a commit.
    assertThat(
            house.filesUnder("t/_delta_log").stream().filter(name -> name.contains("checkpoint")))
        .hasSize(3)
        .anyMatch(
            name -> name.matches("00000000000000000008\\.checkpoint\\.[-0-9a-f]{36}\\.parquet"));
    assertThat(Files.readString(log.resolve("_last_checkpoint"))).contains("\"version\":8");
    assertThat(house.rowCount("t")).isEqualTo(16);
    assertThat(house.query("SELECT count(*) FROM {}", "t", AsOf.LATEST)).containsExactly("16");
    // The retention lets go of what is older than a checkpoint that is itself that old.
    assertThat(house.filesUnder("t/_delta_log")).contains("00000000000000000009.json");
    for (long version = 0; version < 8; version++) {
      Files.deleteIfExists(log.resolve("%020d.json".formatted(version)));
    }
    house.reopen();
    assertThat(house.query("SELECT count(*) FROM {}", "t", AsOf.LATEST)).containsExactly("16");
  }

  @Test
  void theLogIsCutBehindACheckpointAsItsRetentionSays() throws IOException {
    create(
        FOLLOWED,
        Map.of("delta.checkpointInterval", "1", "delta.logRetentionDuration", "interval 1 days"));
    house.append("t", "SELECT 10::BIGINT AS k, 'x' AS v");
    house.reopen(); // Which waits for the checkpoint.
    Path log = house.root.resolve("t/_delta_log");
    try (var files = Files.list(log)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(9))));
      }
    }
    house.append("t", "SELECT 11::BIGINT AS k, 'x' AS v");
    house.reopen();
    assertThat(house.filesUnder("t/_delta_log"))
        .doesNotContain("00000000000000000000.json")
        .contains("00000000000000000002.checkpoint.parquet", "00000000000000000003.json");
    assertThat(house.rowCount("t")).isEqualTo(12);
  }

  @Test
  void commitsHaveTheirTimeWhereTheTableWantsIt() throws IOException {
    String first =
        "{\"commitInfo\":{\"inCommitTimestamp\":4102444800000,\"timestamp\":4102444800000,\"operation\":\"CREATE TABLE\",\"operationParameters\":{}}}\n";
    create(
        first
            + "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":7,\"writerFeatures\":[\"inCommitTimestamp\",\"appendOnly\",\"invariants\"]}}",
        Map.of("delta.enableInCommitTimestamps", "true"));
    delete("source.k = 1");
    house.reopen();
    // Later than the one before, whatever the clock says.
    assertThat(house.commit("t", 1).lines().findFirst().orElseThrow())
        .startsWith("{\"commitInfo\":")
        .contains("\"inCommitTimestamp\":4102444800001");
    assertThat(house.commit("t", 2)).contains("\"inCommitTimestamp\":4102444800002");
    assertThat(Files.readString(house.root.resolve("t/_delta_log/00000000000000000002.crc")))
        .contains("4102444800002");
    assertThat(
            house.query(
                "SELECT count(*) FROM {}",
                "t",
                new AsOf.Timestamp(Instant.ofEpochMilli(4102444800001L))))
        .containsExactly("10");
  }

  @Test
  void statisticsAreOfTheColumnsThatTheTableNames() {
    create(FOLLOWED, Map.of("delta.dataSkippingStatsColumns", "`v`"));
    assertThat(house.commit("t", 1))
        .contains("\\\"minValues\\\":{\\\"v\\\":\\\"v0\\\"}")
        .contains("\\\"nullCount\\\":{\\\"v\\\":0}");
  }

  @Test
  void tablesThatOnlyGrowRefuseToLoseRows() {
    create(FOLLOWED, Map.of("delta.appendOnly", "true", "delta.enableChangeDataFeed", "true"));
    DeltaStorageTest.assertRefused(
        () -> delete("source.k = 1"), ErrorCode.OPTION_UNSUPPORTED, "delta.appendOnly");
    DeltaStorageTest.assertRefused(
        () -> house.write("t", "SELECT 1::BIGINT AS k, 'x' AS v", BY_K),
        ErrorCode.OPTION_UNSUPPORTED,
        "delta.appendOnly");
    assertThat(house.rowCount("t")).isEqualTo(10);
  }

  @Test
  void changesFollowFromDeletionVectors() {
    create(MARKS, VECTORS);
    delete("source.k < 3");
    delete("source.k = 5");
    assertThat(house.changes("t", 2, 3))
        .containsExactly("0|v0|delete", "1|v1|delete", "2|v0|delete", "5|v1|delete");
    assertThat(house.changes("t", 3, 3)).containsExactly("5|v1|delete");
    maintenance().restore(table("t"), new AsOf.Version(2));
    assertThat(house.changes("t", 4, 4)).containsExactly("5|v1|insert");
    maintenance()
        .optimize(table("t"), new OptimizeRequest(List.of(), OptionalLong.empty()), Progress.NONE);
    assertThat(house.changes("t", 5, 5)).isEmpty();
  }

  @Test
  void changesComeFromTheirOwnFilesWhereTheTableKeepsThem() {
    create(FOLLOWED, FEED, "v");
    house.write("t", "SELECT 4::BIGINT AS k, 'v9' AS v UNION ALL SELECT 99, 'v0'", BY_K);
    assertThat(house.changes("t", 2, 2))
        .containsExactly("4|v0|update_preimage", "4|v9|update_postimage", "99|v0|insert");
    delete("source.v = 'v0'");
    assertThat(house.changes("t", 3, 3))
        .containsExactly(
            "0|v0|delete", "2|v0|delete", "6|v0|delete", "8|v0|delete", "99|v0|delete");
    assertThat(house.changes("t", 1, 3)).hasSize(10 + 3 + 5);
  }

  @Test
  void changesThatCannotBeExactAreRefused() throws IOException {
    house.append("t", "SELECT 1::BIGINT AS k, 'a' AS v");
    house.write("t", "SELECT 2::BIGINT AS n", WriteOptions.of(WriteMode.OVERWRITE));
    assertThatThrownBy(() -> house.changes("t", 0, 1))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH))
        .hasMessageContaining("other columns");
    house.append("t", "SELECT 3::BIGINT AS n");
    long last = house.version("t");
    assertThat(house.changes("t", last, last)).containsExactly("3|insert");
    Files.delete(house.root.resolve("t/_delta_log/%020d.json".formatted(0)));
    house.reopen();
    assertThatThrownBy(() -> house.changes("t", 0, last)).isInstanceOf(VaneException.class);
    for (String file : files(".parquet")) {
      Files.delete(house.root.resolve("t").resolve(file));
    }
    assertThatThrownBy(() -> house.changes("t", last, last)).isInstanceOf(VaneException.class);
  }
}

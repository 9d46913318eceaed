package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaHouse.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.AsOf;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.TableWriter;
import dev.vane.spi.TieredStorage;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.spi.maintenance.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that hot rows are moved into, laid out as the rows' streams want them. */
class HotLayoutTest {
  /** No column is in the order of the rows, and both have all of their values everywhere. */
  private static final String ROWS =
      "SELECT (i * 7919 %% 200000)::INTEGER AS a, (i * 104729 %% 200000)::INTEGER AS b,"
          + " 'p' || i %% 2 AS p FROM range(%d) t(i)";

  private static final int COUNT = 200_000;

  @TempDir Path directory;
  private DeltaHouse house;

  @BeforeEach
  void open() {
    house = new DeltaHouse(directory, DeltaHouse.hotSettings(directory));
    make("t");
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void movedFilesAreAsTheStreamAskedForAndOthersAsTheyAreByDefault() {
    make("other");
    openStream(
        Map.of(
            "compression", "snappy",
            "target_file_size", "300000",
            "z_order_by", "[\"a\", \"b\"]"));
    for (String name : List.of("t", "other")) {
      house.hot(name, ROWS.formatted(COUNT), CommitMarks.NONE);
      flush(name);
      assertThat(house.query("SELECT count(*), count(DISTINCT a) FROM {}", name, AsOf.LATEST))
          .containsExactly("200000|200000");
    }
    assertThat(files("other")).allMatch(file -> file.codec().equals("ZSTD")).hasSize(2);
    List<MovedFile> ordered = files("t");
    assertThat(ordered).allMatch(file -> file.codec().equals("SNAPPY"));
    assertThat(ordered).hasSizeGreaterThan(4);
    // In any other order each file has values from all over both columns.
    assertThat(ordered.stream().mapToDouble(MovedFile::area).average().orElseThrow())
        .isLessThan(0.7);
    assertThat(files("other")).allMatch(file -> file.area() > 0.99);
  }

  @Test
  void theLayoutOutlivesTheProcessThatTookTheRows() {
    openStream(Map.of("compression", "none"));
    house.hot("t", ROWS.formatted(10), CommitMarks.NONE);
    house.reopen(DeltaHouse.hotSettings(directory));
    flush("t");
    assertThat(files("t")).isNotEmpty().allMatch(file -> file.codec().equals("UNCOMPRESSED"));
    // A stream that says nothing leaves it, one that says another thing changes it.
    openStream(Map.of());
    house.hot("t", ROWS.formatted(10), CommitMarks.NONE);
    flush("t");
    assertThat(files("t")).allMatch(file -> file.codec().equals("UNCOMPRESSED"));
    openStream(Map.of("compression", "snappy"));
    house.hot("t", ROWS.formatted(10), CommitMarks.NONE);
    flush("t");
    assertThat(files("t")).anyMatch(file -> file.codec().equals("SNAPPY"));
  }

  @Test
  void rowsThatAreNotHotHaveTheLayoutToo() {
    openStream(Map.of("compression", "snappy"));
    WriteOptions options = WriteOptions.append().withSchemaMode(SchemaMode.MERGE);
    try (TableWriter writer =
        house.open(
            ROWS.formatted(10), schema -> tiered().openSharedWriter(table("t"), schema, options))) {
      writer.commit();
    }
    assertThat(files("t")).isNotEmpty().allMatch(file -> file.codec().equals("SNAPPY"));
  }

  @Test
  void aColumnToOrderByIsCheckedAtTheOpenAndNeverHoldsUpAMove() {
    assertThatThrownBy(() -> openStream(Map.of("z_order_by", "[\"c\"]")))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FIELD_UNKNOWN));
    openStream(Map.of("compression", "snappy", "z_order_by", "[\"b\"]"));
    house.write("t", "SELECT 1::INTEGER AS a, 'p' AS p", WriteOptions.of(WriteMode.OVERWRITE));
    house.hot("t", "SELECT 2::INTEGER AS a, 'p' AS p", CommitMarks.NONE);
    flush("t");
    assertThat(house.rows("t")).containsExactly("1|p", "2|p");
    assertThat(files("t")).anyMatch(file -> file.codec().equals("SNAPPY"));
  }

  @Test
  void smallFilesOfMovesAreJoinedWhereTheStreamAskedForIt() {
    openStream(Map.of("auto_compact", "2"));
    for (int move = 0; move < 3; move++) {
      house.hot(
          "t",
          "SELECT %d::INTEGER AS a, 1::INTEGER AS b, 'p' AS p".formatted(move),
          CommitMarks.NONE);
      flush("t");
    }
    // Closing waits for what the last move has begun.
    house.storage.close();
    assertThat(((MaintainedStorage) house.storage).automatic().compactions()).isPositive();
    house.reopen(DeltaHouse.hotSettings(directory));
    assertThat(house.relation("t").files()).isLessThan(3);
    assertThat(house.rows("t")).containsExactly("0|1|p", "1|1|p", "2|1|p");
  }

  private void make(String name) {
    house.write(
        name, ROWS.formatted(0), WriteOptions.of(WriteMode.CREATE).withPartitionBy(List.of("p")));
  }

  private void openStream(Map<String, String> options) {
    house
        .storage
        .openCheck(table("t"), house.schema("t"), WriteOptions.append().withOptions(options))
        .close();
  }

  private void flush(String name) {
    ((MaintainedStorage) house.storage).maintenance().flush(table(name), Progress.NONE);
  }

  private TieredStorage tiered() {
    return (TieredStorage) house.storage;
  }

  /**
   * A Parquet file.
   *
   * @param area of what its bounds span in both columns, where 1 is everything
   */
  private record MovedFile(String path, String codec, double area) {}

  private List<MovedFile> files(String name) {
    String glob = house.root.resolve(name) + "/**/*.parquet";
    try (EngineConnection connection = house.engine.connect()) {
      return connection.query(
          """
          SELECT file_name, any_value(compression),
            coalesce(
              (max(stats_max::BIGINT) FILTER (path_in_schema = 'a') - min(stats_min::BIGINT) FILTER (path_in_schema = 'a'))
              * (max(stats_max::BIGINT) FILTER (path_in_schema = 'b') - min(stats_min::BIGINT) FILTER (path_in_schema = 'b'))
              / (200000.0 * 200000.0), 0)::DOUBLE
          FROM parquet_metadata('%s') GROUP BY file_name ORDER BY file_name"""
              .formatted(glob.replace("'", "''")),
          row -> new MovedFile(row.getString(1), row.getString(2), row.getDouble(3)));
    }
  }
}

package dev.vane.storage.duckdb;

import static dev.vane.spi.TestBatches.INT32;
import static dev.vane.spi.TestBatches.INT64;
import static dev.vane.spi.TestBatches.TEXT;
import static dev.vane.spi.TestBatches.field;
import static dev.vane.spi.TestBatches.row;
import static dev.vane.spi.TestBatches.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.DuckDbEngineProvider;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.file.DatabaseFile;
import dev.vane.duckdb.file.FileRecovery;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.StorageContext;
import dev.vane.spi.StorageHarness;
import dev.vane.spi.TableId;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbStorageTest {
  private static final Schema ID_NAME = schema(field("id", INT64), field("name", TEXT));
  private static final List<List<@Nullable Object>> ROWS = List.of(row(1L, "one"), row(2L, null));

  private Path directory;
  private RootAllocator allocator;
  private StorageHarness harness;

  @BeforeEach
  void open(@TempDir Path temporary) {
    directory = temporary;
    allocator = new RootAllocator();
    harness = harness(temporary);
  }

  @AfterEach
  void close() {
    harness.close();
    allocator.close();
  }

  @Test
  void duckDbStillHidesRowsThatFollowCreateTableAs() {
    // A sentinel: when this fails, DuckDB has mended it and SideTable's rule can go. Even
    // count(x) is answered from statistics, so only sums and rows tell the truth.
    run(
        "CREATE TABLE memory.main.source AS SELECT range AS x FROM range(200000)",
        "BEGIN",
        "CREATE TABLE duckdb.main.hidden AS SELECT x FROM memory.main.source LIMIT 0",
        "INSERT INTO duckdb.main.hidden SELECT x FROM memory.main.source",
        "COMMIT");
    try (EngineConnection connection = engine().connect()) {
      assertThat(number(connection, "SELECT count(x) FROM duckdb.main.hidden")).isEqualTo(200_000);
      assertThat(connection.query("SELECT x FROM duckdb.main.hidden", row -> row.getLong(1)))
          .isEmpty();
    }
  }

  @Test
  void tableOfStreamsThatACrashCutOffIsDroppedAtTheNextStart() throws IOException {
    harness.write("kept", WriteOptions.append(), ID_NAME, ROWS);
    TableWriter writer =
        harness
            .storage()
            .openWriter(
                new TableId("duckdb", "new schema", "lost"),
                ID_NAME,
                WriteOptions.append().withChunkRows(1));
    harness.append(writer, ID_NAME, ROWS);
    assertThat(storedTables(engine())).contains("lost");
    // What is on disk now is what a killed process leaves.
    Path copy = Files.createDirectories(directory.resolve("copy/storage"));
    for (String name : List.of("vane.duckdb", "vane.duckdb.wal")) {
      Path file = harness.storageDirectory().resolve(name);
      if (Files.exists(file)) {
        Files.copy(file, copy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    writer.close();
    try (StorageHarness restarted = harness(directory.resolve("copy"))) {
      assertThat(restarted.storage().tables()).containsExactly(restarted.table("kept"));
      assertThat(storedTables(DuckDbEngine.of(restarted.engine()))).containsExactly("kept");
      assertThat(restarted.read("kept")).isEqualTo(ROWS);
    }
  }

  @Test
  void committedRowsSurviveAKillWithoutCheckpoint() throws IOException {
    harness.write("t", WriteOptions.append(), ID_NAME, ROWS);
    harness.write("t", WriteOptions.append(), ID_NAME, List.of(row(3L, "three")));
    Path copy = Files.createDirectories(directory.resolve("copy/storage"));
    for (String name : List.of("vane.duckdb", "vane.duckdb.wal")) {
      Files.copy(harness.storageDirectory().resolve(name), copy.resolve(name));
    }
    try (StorageHarness restarted = harness(directory.resolve("copy"))) {
      assertThat(restarted.read("t")).hasSize(3);
      assertThat(restarted.version("t")).isEqualTo(2);
    }
  }

  @Test
  void tablesThatOthersPutIntoTheFileAreServed() {
    run(
        "CREATE SCHEMA duckdb.theirs",
        "CREATE TABLE duckdb.theirs.numbers (id BIGINT, name VARCHAR)",
        "INSERT INTO duckdb.theirs.numbers VALUES (1, 'a'), (2, 'b')");
    harness.reopen();
    TableId table = new TableId("duckdb", "theirs", "numbers");
    assertThat(harness.storage().tables()).containsExactly(table);
    try (TableWriter writer = harness.storage().openWriter(table, ID_NAME, WriteOptions.append())) {
      harness.append(writer, ID_NAME, ROWS);
      assertThat(writer.commit().version()).isEqualTo(2);
    }
  }

  @Test
  void abortedStreamLeavesNoTableAndNoSchemaInTheFile() {
    TableId table = new TableId("duckdb", "fresh", "t");
    for (WriteMode mode : List.of(WriteMode.APPEND, WriteMode.OVERWRITE, WriteMode.CREATE)) {
      try (TableWriter writer =
          harness.storage().openWriter(table, ID_NAME, WriteOptions.of(mode).withChunkRows(1))) {
        harness.append(writer, ID_NAME, ROWS);
      }
      assertThat(storedTables(engine())).isEmpty();
      try (EngineConnection connection = engine().connect()) {
        assertThat(
                number(
                    connection,
                    "SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'fresh'"))
            .isZero();
      }
    }
  }

  @Test
  void ledgersSchemaIsNotForTables() {
    for (String schema : List.of("_vane", "_VANE", "information_schema", "pg_catalog")) {
      assertCode(
          ErrorCode.NAME_INVALID,
          () ->
              harness
                  .storage()
                  .openWriter(new TableId("duckdb", schema, "t"), ID_NAME, WriteOptions.append()));
    }
  }

  @Test
  void checkpointShortensTheLedgerAndKeepsVersions() {
    for (int commit = 0; commit < 5; commit++) {
      harness.write("t", WriteOptions.append(), ID_NAME, ROWS);
    }
    DatabaseFile file =
        DuckDbStorage.file(
            new StorageContext(harness.storageDirectory(), harness.engine(), allocator, Map.of()));
    assertThat(file.logBytes()).isPositive();
    FileRecovery recovery =
        new FileRecovery(engine(), file, new LedgerTrial(TableRegistry.load(engine())));
    new Checkpointer(engine(), file, Runnable::run, 1, recovery).checkpoint();
    assertThat(file.logBytes()).isZero();
    try (EngineConnection connection = engine().connect()) {
      assertThat(number(connection, "SELECT count(*) FROM duckdb._vane.commits")).isEqualTo(1);
    }
    assertThat(harness.version("t")).isEqualTo(5);
    harness.reopen();
    assertThat(harness.version("t")).isEqualTo(5);
    assertThat(harness.read("t")).hasSize(10);
  }

  @Test
  void fileThatIsNoDatabaseIsNamedWithARemedy() throws IOException {
    Path storage = Files.createDirectories(directory.resolve("other/storage"));
    Files.writeString(storage.resolve("vane.duckdb"), "this is no database\n".repeat(1_000));
    VaneException failure =
        assertCode(ErrorCode.STORAGE_CORRUPT, () -> harness(directory.resolve("other")).close());
    assertThat(failure.text()).contains("vane.duckdb").contains("move it away");
  }

  @Test
  void fileOfANewerDuckDbIsNamedWithARemedy() throws IOException {
    harness.write("t", WriteOptions.append(), ID_NAME, ROWS);
    harness.reopen();
    Path storage = Files.createDirectories(directory.resolve("newer/storage"));
    byte[] bytes = Files.readAllBytes(harness.storageDirectory().resolve("vane.duckdb"));
    // The storage version is the 64-bit number behind checksum and magic bytes.
    bytes[12] = (byte) 0xFF;
    Files.write(storage.resolve("vane.duckdb"), bytes);
    Throwable thrown = catchThrowable(() -> harness(directory.resolve("newer")).close());
    assertThat(thrown).isInstanceOf(VaneException.class);
    assertThat(((VaneException) thrown).code())
        .isIn(ErrorCode.START_REFUSED, ErrorCode.STORAGE_CORRUPT, ErrorCode.STORAGE_FAILED);
    assertThat(((VaneException) thrown).text()).contains("vane.duckdb");
  }

  @Test
  void fileCanBeNamedBySetting() {
    Path file = harness.storageDirectory().resolve("elsewhere/my.duckdb");
    try (StorageHarness other =
        new StorageHarness(
            allocator,
            directory,
            new DuckDbEngineProvider(),
            new DuckDbStorageProvider(),
            Map.of("path", file.toString()))) {
      other.write("t", WriteOptions.append(), ID_NAME, ROWS);
      assertThat(file).exists();
    }
  }

  @Test
  void mergeOfALongStreamLeavesRoomForAppends() {
    harness.write("t", WriteOptions.append(), schema(field("id", INT32)), List.of(row(1)));
    WriteOptions merge = WriteOptions.append().withSchemaMode(SchemaMode.MERGE).withChunkRows(1);
    try (TableWriter writer = harness.storage().openWriter(harness.table("t"), ID_NAME, merge)) {
      harness.append(writer, ID_NAME, List.of(row(10L, "ten"), row(11L, "eleven")));
      // Another stream of the old schema begins and commits while this one runs.
      harness.write("t", WriteOptions.append(), schema(field("id", INT32)), List.of(row(2)));
      assertThat(writer.commit().version()).isEqualTo(3);
    }
    assertThat(harness.read("t"))
        .containsExactly(row(1L, null), row(2L, null), row(10L, "ten"), row(11L, "eleven"));
  }

  @Test
  void appendThatMeetsAMergeIsToldToComeAgain() {
    harness.write("t", WriteOptions.append(), schema(field("id", INT32)), List.of(row(1)));
    Schema narrow = schema(field("id", INT32));
    try (TableWriter writer =
        harness
            .storage()
            .openWriter(harness.table("t"), narrow, WriteOptions.append().withChunkRows(1))) {
      harness.append(writer, narrow, List.of(row(2)));
      harness.write(
          "t",
          WriteOptions.append().withSchemaMode(SchemaMode.MERGE),
          ID_NAME,
          List.of(row(3L, "three")));
      assertCode(ErrorCode.WRITE_CONFLICT, writer::commit);
    }
    assertThat(harness.read("t")).containsExactly(row(1L, null), row(3L, "three"));
  }

  @Test
  void largeMergeIsFoundByScans() {
    harness.write("t", WriteOptions.append(), schema(field("id", INT32)), List.of(row(-1)));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (long id = 0; id < 250_000; id++) {
      rows.add(row(id, "n"));
    }
    harness.write("t", WriteOptions.append().withSchemaMode(SchemaMode.MERGE), ID_NAME, rows);
    harness.write("u", WriteOptions.of(WriteMode.OVERWRITE), ID_NAME, rows);
    try (EngineConnection connection = engine().connect()) {
      assertThat(number(connection, "SELECT count(*) FROM duckdb.main.t WHERE name || id > 'm'"))
          .isEqualTo(250_000);
      assertThat(number(connection, "SELECT sum(id + 1) FROM duckdb.main.t"))
          .isEqualTo(250_000L * 250_001 / 2);
      assertThat(number(connection, "SELECT sum(id + 1) FROM duckdb.main.u"))
          .isEqualTo(250_000L * 250_001 / 2);
    }
  }

  @Test
  void partsOfADayInADate64AreRefused() {
    Schema dates = schema(field("d", new ArrowType.Date(DateUnit.MILLISECOND)));
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(dates, allocator);
        TableWriter writer =
            harness.storage().openWriter(harness.table("t"), dates, WriteOptions.append())) {
      ((DateMilliVector) batch.getVector(0)).setSafe(0, 86_400_001L);
      batch.setRowCount(1);
      assertCode(ErrorCode.VALUE_REFUSED, () -> writer.append(batch, new MapDictionaryProvider()));
    }
    assertThat(harness.storage().tables()).isEmpty();
  }

  private StorageHarness harness(Path path) {
    return new StorageHarness(
        allocator, path, new DuckDbEngineProvider(), new DuckDbStorageProvider(), Map.of());
  }

  private DuckDbEngine engine() {
    return DuckDbEngine.of(harness.engine());
  }

  private void run(String... statements) {
    try (EngineConnection connection = engine().connect()) {
      for (String statement : statements) {
        connection.execute(statement);
      }
    }
  }

  private static long number(EngineConnection connection, String sql) {
    return connection.first(sql, row -> row.getLong(1)).orElseThrow();
  }

  private static List<String> storedTables(DuckDbEngine engine) {
    try (EngineConnection connection = engine.connect()) {
      return connection.query(
          "SELECT table_name FROM duckdb_tables() WHERE database_name = 'duckdb'"
              + " AND schema_name <> '_vane' ORDER BY 1",
          row -> row.getString(1));
    }
  }

  private static VaneException assertCode(ErrorCode code, ThrowingCallable action) {
    Throwable thrown = catchThrowable(action);
    assertThat(thrown).isInstanceOf(VaneException.class);
    VaneException failure = (VaneException) thrown;
    assertThat(failure.code()).as(failure.text()).isEqualTo(code);
    return failure;
  }
}

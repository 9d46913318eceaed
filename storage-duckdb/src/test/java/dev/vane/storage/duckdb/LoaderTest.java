package dev.vane.storage.duckdb;

import static dev.vane.spi.TestBatches.INT32;
import static dev.vane.spi.TestBatches.INT64;
import static dev.vane.spi.TestBatches.TEXT;
import static dev.vane.spi.TestBatches.batch;
import static dev.vane.spi.TestBatches.field;
import static dev.vane.spi.TestBatches.row;
import static dev.vane.spi.TestBatches.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.DuckDbEngineProvider;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.duckdb.ingest.ChunkBuffer;
import dev.vane.duckdb.types.ColumnDefinition;
import dev.vane.duckdb.types.ColumnTypes;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.StorageHarness;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteOptions;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the appender to what the statement over an Arrow stream does. */
class LoaderTest {
  private static final Schema ID_NAME = schema(field("id", INT64), field("name", TEXT));
  private static final String APPENDED = "duckdb.main.appended";
  private static final String INSERTED = "duckdb.main.inserted";

  private RootAllocator allocator;
  private StorageHarness harness;
  private EngineConnection connection;

  @BeforeEach
  void open(@TempDir Path directory) {
    allocator = new RootAllocator();
    harness =
        new StorageHarness(
            allocator,
            directory,
            new DuckDbEngineProvider(),
            new DuckDbStorageProvider(),
            Map.of());
    connection = DuckDbEngine.of(harness.engine()).connect();
  }

  @AfterEach
  void close() {
    connection.close();
    harness.close();
    allocator.close();
  }

  @Test
  void bothLoadersStoreTheSameOfEveryType() {
    Set<String> statementOnly = new TreeSet<>();
    for (TypeCase type : TypeCase.stored()) {
      Schema schema = new Schema(List.of(type.field()));
      createTables(schema);
      if (append(filled(schema, type))) {
        insert(filled(schema, type));
        List<@Nullable Object> appended = read(APPENDED);
        assertThat(appended).as(type.name()).isNotEmpty().isEqualTo(read(INSERTED));
      } else {
        statementOnly.add(type.name());
      }
    }
    assertThat(statementOnly)
        .allMatch(
            name ->
                name.matches(
                    "null|time64\\[ns\\]|timestamp\\[ns, .*|interval.*|.*(list|struct|map|extension|uuid|json|dictionary).*"))
        .contains("time64[ns]", "timestamp[ns, UTC]", "list<int64>");
  }

  @Test
  void rowsOfSeveralPiecesAndOfMoreThanOneVectorKeepTheirOrder() {
    createTables(ID_NAME);
    List<List<@Nullable Object>> rows =
        new ArrayList<>(LongStream.range(0, 5_000).mapToObj(id -> row(id, "n" + id)).toList());
    rows.set(17, row(null, ""));
    try (ChunkBuffer buffer =
        new ChunkBuffer(
            allocator, 2, Long.MAX_VALUE, Long.MAX_VALUE, chunk -> append(chunk, connection))) {
      try (VectorSchemaRoot first = batch(allocator, ID_NAME, rows.subList(0, 1_000));
          VectorSchemaRoot second = batch(allocator, ID_NAME, rows.subList(1_000, 5_000))) {
        buffer.add(first, new MapDictionaryProvider());
        buffer.add(second, new MapDictionaryProvider());
      }
      buffer.flush();
    }
    assertThat(
            connection.query(
                "SELECT * FROM " + APPENDED,
                result -> row(result.getObject(1), result.getObject(2))))
        .isEqualTo(rows);
  }

  @Test
  void appendedRowsArePartOfTheTransaction() {
    createTables(ID_NAME);
    connection.begin();
    connection.execute("INSERT INTO " + INSERTED + " VALUES (1, 'ledger')");
    assertThat(append(batch(allocator, ID_NAME, List.of(row(1L, "one"))))).isTrue();
    assertThat(read(APPENDED)).as("seen from outside").isEmpty();
    assertThat(count(APPENDED)).isEqualTo(1);
    connection.rollback();
    assertThat(count(APPENDED)).isZero();
    assertThat(count(INSERTED)).isZero();

    connection.begin();
    connection.execute("INSERT INTO " + INSERTED + " VALUES (1, 'ledger')");
    assertThat(append(batch(allocator, ID_NAME, List.of(row(1L, "one"))))).isTrue();
    connection.commit();
    assertThat(count(APPENDED)).isEqualTo(1);
    assertThat(count(INSERTED)).isEqualTo(1);
  }

  @Test
  void failureOfTheAppenderIsToldAndHarmsNothingElse() {
    connection.execute("CREATE TABLE " + APPENDED + " (id BIGINT CHECK (id < 10), name VARCHAR)");
    connection.begin();
    append(batch(allocator, ID_NAME, List.of(row(1L, "one"))));
    Throwable thrown =
        catchThrowable(() -> append(batch(allocator, ID_NAME, List.of(row(11L, "eleven")))));
    assertThat(thrown).isInstanceOf(VaneException.class);
    assertThat(((VaneException) thrown).code()).isEqualTo(ErrorCode.VALUE_REFUSED);
    connection.rollback();
    assertThat(append(batch(allocator, ID_NAME, List.of(row(2L, "two"))))).isTrue();
    assertThat(count(APPENDED)).isEqualTo(1);
  }

  @Test
  void appenderThatMeetsAChangeOfTheTableIsToldToComeAgain() {
    createTables(ID_NAME);
    connection.begin();
    assertThat(count(APPENDED)).isZero();
    try (EngineConnection other = DuckDbEngine.of(harness.engine()).connect()) {
      other.execute("ALTER TABLE " + APPENDED + " ADD COLUMN more INTEGER");
    }
    Throwable thrown =
        catchThrowable(() -> append(batch(allocator, ID_NAME, List.of(row(1L, "one")))));
    assertThat(thrown).isInstanceOf(VaneException.class);
    assertThat(((VaneException) thrown).code()).isEqualTo(ErrorCode.WRITE_CONFLICT);
    connection.rollback();
  }

  @Test
  void smallStreamThatBeginsAfterAMergeIsToldToComeAgain() {
    harness.write("t", WriteOptions.append(), ID_NAME, List.of(row(1L, "one")));
    try (TableWriter writer =
        harness.storage().openWriter(harness.table("t"), ID_NAME, WriteOptions.append())) {
      harness.append(writer, ID_NAME, List.of(row(2L, "two")));
      // The transaction of a small stream begins at its commit, when the table is another.
      harness.write(
          "t",
          WriteOptions.append().withSchemaMode(SchemaMode.MERGE),
          schema(field("more", INT32)),
          List.of(row(3)));
      Throwable thrown = catchThrowable(writer::commit);
      assertThat(thrown).isInstanceOf(VaneException.class);
      assertThat(((VaneException) thrown).code()).isEqualTo(ErrorCode.WRITE_CONFLICT);
    }
    assertThat(harness.read("t")).containsExactly(row(1L, "one", null), row(null, null, 3));
  }

  @Test
  void tableOfOtherColumnsIsRefusedNotConverted() {
    connection.execute("CREATE TABLE " + APPENDED + " (id INTEGER, name VARCHAR)");
    assertThat(catchThrowable(() -> append(batch(allocator, ID_NAME, List.of(row(1L, "one"))))))
        .isInstanceOf(VaneException.class);
    connection.execute("CREATE OR REPLACE TABLE " + APPENDED + " (id BIGINT)");
    assertThat(catchThrowable(() -> append(batch(allocator, ID_NAME, List.of(row(1L, "one"))))))
        .isInstanceOf(VaneException.class);
    assertThat(count(APPENDED)).isZero();
  }

  @Test
  void textThatIsNotUtf8IsLeftToTheStatement() {
    Schema schema = schema(field("x", TEXT));
    for (byte[] invalid : List.of(new byte[] {-1}, new byte[100], new byte[] {-19, -96, -128})) {
      if (invalid.length == 100) {
        invalid[99] = -1;
      }
      createTables(schema);
      assertThat(append(text(schema, invalid))).isFalse();
      assertThat(count(APPENDED)).isZero();
    }
  }

  @Test
  void decimalsThatLeaveTheirColumnsBitsAreLeftToTheStatement() {
    Field narrow = Field.nullable("x", new ArrowType.Decimal(4, 1, 128));
    Schema decimals = new Schema(List.of(narrow));
    createTables(decimals);
    VectorSchemaRoot wide = VectorSchemaRoot.create(decimals, allocator);
    DecimalVector values = (DecimalVector) wide.getVector(0);
    values.allocateNew();
    values.set(0, new BigDecimal("1.0"));
    values.getDataBuffer().setLong(0, 40_000);
    wide.setRowCount(1);
    assertThat(append(wide)).isFalse();
  }

  @Test
  void smallStreamsOfOtherTypesAndOrdersGoIntoTheTableAsBefore() {
    harness.write("t", WriteOptions.append(), ID_NAME, List.of(row(1L, "one")));
    harness.write(
        "t",
        WriteOptions.append(),
        schema(field("name", TEXT), field("id", INT64)),
        List.of(row("two", 2L)));
    harness.write(
        "t",
        WriteOptions.append().withSchemaMode(SchemaMode.MERGE),
        schema(field("id", INT32), field("name", TEXT)),
        List.of(row(3, "three")));
    assertThat(harness.read("t")).containsExactly(row(1L, "one"), row(2L, "two"), row(3L, "three"));
  }

  private void createTables(Schema schema) {
    List<ColumnDefinition> columns = ColumnTypes.of(schema);
    for (String table : List.of(APPENDED, INSERTED)) {
      connection.execute("DROP TABLE IF EXISTS " + table);
      connection.execute(TableRegistry.createStatement(table, columns));
    }
  }

  private VectorSchemaRoot filled(Schema schema, TypeCase type) {
    VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
    FieldVector vector = root.getVector(0);
    vector.allocateNew();
    type.fill().accept(vector);
    root.setRowCount(vector.getValueCount());
    return root;
  }

  private VectorSchemaRoot text(Schema schema, byte[] value) {
    VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
    ((VarCharVector) root.getVector(0)).setSafe(0, value);
    root.setRowCount(1);
    return root;
  }

  private boolean append(VectorSchemaRoot batch) {
    List<Boolean> done = new ArrayList<>();
    load(batch, chunk -> done.add(append(chunk, connection)));
    return done.get(0);
  }

  private static boolean append(ArrowChunk chunk, EngineConnection connection) {
    try (chunk) {
      return connection.append(chunk, "duckdb", "main", "appended");
    }
  }

  private void insert(VectorSchemaRoot batch) {
    load(
        batch,
        chunk -> {
          try (chunk) {
            connection.consume(
                chunk,
                view ->
                    "INSERT INTO %s SELECT %s FROM %s"
                        .formatted(INSERTED, String.join(", ", chunk.columns()), view));
          }
        });
  }

  private void load(VectorSchemaRoot batch, Consumer<ArrowChunk> loader) {
    try (batch;
        ChunkBuffer buffer =
            new ChunkBuffer(
                allocator,
                batch.getFieldVectors().size(),
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                loader)) {
      buffer.add(batch, new MapDictionaryProvider());
      buffer.flush();
    }
  }

  private long count(String table) {
    return connection
        .first("SELECT count(*) FROM " + table, result -> result.getLong(1))
        .orElseThrow();
  }

  private List<@Nullable Object> read(String table) {
    List<@Nullable Object> values = new ArrayList<>();
    try (ReadSession session = harness.engine().openSession();
        QueryResult result =
            session.execute(SqlQuery.of("SELECT * FROM " + table), QueryLimits.none())) {
      while (result.next()) {
        values.addAll(CanonicalValues.firstColumn(result.batch()));
      }
    }
    return values;
  }
}

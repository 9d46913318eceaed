package dev.vane.spi;

import static dev.vane.spi.TestBatches.FLOAT64;
import static dev.vane.spi.TestBatches.INT32;
import static dev.vane.spi.TestBatches.INT64;
import static dev.vane.spi.TestBatches.TEXT;
import static dev.vane.spi.TestBatches.field;
import static dev.vane.spi.TestBatches.row;
import static dev.vane.spi.TestBatches.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampSecTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every backend does. A backend's test class extends this and says how the backend and its
 * engine are opened; what the backend lacks it says by {@link Storage#capabilities()}, and then the
 * refusal is tested instead. Every test ends by closing the allocator, which fails on a leaked
 * byte.
 */
public abstract class StorageContractTest {
  private static final Schema ID_NAME = schema(field("id", INT64), field("name", TEXT));
  private static final List<List<@Nullable Object>> TWO_ROWS =
      List.of(row(1L, "one"), row(2L, null));

  private static final ProducerKey PRODUCER = ProducerKey.producer("s", "p");
  private static final ProducerKey OTHER = ProducerKey.producer("s", "other");
  private static final long MILLISECONDS_PER_DAY = 86_400_000L;

  private RootAllocator allocator;
  private StorageHarness harness;

  /** How the engine is opened. */
  protected abstract QueryEngineProvider engines();

  /** How the backend is opened. */
  protected abstract StorageProvider storages();

  /** The backend's own settings in these tests. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  protected final StorageHarness harness() {
    return harness;
  }

  @BeforeEach
  void open(@TempDir Path directory) {
    allocator = new RootAllocator();
    harness = new StorageHarness(allocator, directory, engines(), storages(), settings());
  }

  @AfterEach
  void close() {
    harness.close();
    allocator.close();
  }

  @Test
  void newStorageHasNoTable() {
    assertThat(harness.storage().tables()).isEmpty();
    assertThat(harness.storage().unreadableTables()).isEmpty();
    try (ReadSession session = harness.engine().openSession()) {
      assertThat(harness.storage().snapshot(harness.table("t"), AsOf.LATEST, session)).isEmpty();
    }
  }

  @Test
  void nameIsThatOfTheProvider() {
    assertThat(harness.storage().name()).isEqualTo(storages().name());
  }

  @Test
  void committedRowsAreReadBack() {
    CommitReceipt receipt = harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    assertThat(receipt.rows()).isEqualTo(2);
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
    assertThat(harness.storage().tables()).containsExactly(harness.table("t"));
  }

  @Test
  void snapshotTellsVersionSchemaAndRows() {
    CommitReceipt receipt = harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    try (ReadSession session = harness.engine().openSession()) {
      TableSnapshot snapshot = harness.snapshot(session, "t", AsOf.LATEST);
      assertThat(snapshot.table()).isEqualTo(harness.table("t"));
      assertThat(snapshot.version()).isEqualTo(receipt.version());
      assertThat(snapshot.rowCount()).isEqualTo(2);
      assertThat(snapshot.schema().getFields())
          .extracting(Field::getName)
          .containsExactly("id", "name");
      assertThat(snapshot.schema().getFields())
          .extracting(Field::getType)
          .containsExactly(INT64, TEXT);
      assertThat(snapshot.partitionColumns()).isEmpty();
      Schema scanned =
          session.describe(SqlQuery.of("SELECT * FROM " + snapshot.relation(List.of()).sql()));
      assertThat(scanned.getFields()).isEqualTo(snapshot.schema().getFields());
    }
  }

  @Test
  void everyCommitMakesTheNextVersion() {
    long first = harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS).version();
    assertThat(harness.version("t")).isEqualTo(first);
    long second = harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS).version();
    assertThat(second).isEqualTo(first + 1);
    assertThat(harness.version("t")).isEqualTo(second);
    assertThat(harness.read("t")).hasSize(4);
  }

  @Test
  void streamIsVisibleAtItsCommitAndNotBefore() {
    try (TableWriter writer = open("t", WriteOptions.append().withChunkRows(1), ID_NAME)) {
      harness.append(writer, ID_NAME, TWO_ROWS);
      harness.append(writer, ID_NAME, TWO_ROWS);
      assertThat(harness.storage().tables()).isEmpty();
      writer.commit();
    }
    assertThat(harness.read("t")).hasSize(4);
  }

  @Test
  void streamsOfManyChunksKeepEveryRow() {
    Schema schema = schema(field("id", INT64), field("value", FLOAT64));
    int batches = 40;
    int rowsPerBatch = 37;
    try (TableWriter writer = open("t", WriteOptions.append().withChunkRows(100), schema)) {
      for (int batch = 0; batch < batches; batch++) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int index = 0; index < rowsPerBatch; index++) {
          long id = (long) batch * rowsPerBatch + index;
          rows.add(row(id, id % 3 == 0 ? null : id / 2.0));
        }
        harness.append(writer, schema, rows);
      }
      assertThat(writer.commit().rows()).isEqualTo((long) batches * rowsPerBatch);
    }
    List<List<@Nullable Object>> rows = harness.read("t");
    assertThat(rows).hasSize(batches * rowsPerBatch);
    for (int id = 0; id < rows.size(); id++) {
      assertThat(rows.get(id)).isEqualTo(row((long) id, id % 3 == 0 ? null : id / 2.0));
    }
  }

  @Test
  void largeStreamsAreFoundByScansNotOnlyByCounting() {
    int rows = 300_000;
    try (TableWriter writer = open("t", WriteOptions.append(), ID_NAME);
        VectorSchemaRoot batch = VectorSchemaRoot.create(ID_NAME, allocator)) {
      BigIntVector ids = (BigIntVector) batch.getVector(0);
      VarCharVector names = (VarCharVector) batch.getVector(1);
      int perBatch = 50_000;
      for (int start = 0; start < rows; start += perBatch) {
        batch.allocateNew();
        for (int index = 0; index < perBatch; index++) {
          ids.setSafe(index, start + index);
          names.setSafe(index, ("n" + (index % 50)).getBytes(StandardCharsets.UTF_8));
        }
        batch.setRowCount(perBatch);
        writer.append(batch, new DictionaryProvider.MapDictionaryProvider());
      }
      writer.commit();
    }
    try (ReadSession session = harness.engine().openSession()) {
      TableSnapshot snapshot = harness.snapshot(session, "t", AsOf.LATEST);
      String id = harness.engine().dialect().identifier("id");
      String name = harness.engine().dialect().identifier("name");
      assertThat(
              StorageHarness.query(
                  session,
                  "SELECT count(*) FILTER (WHERE %s %% 2 = 0), min(%s), max(%s), count(DISTINCT %s) FROM %s"
                      .formatted(id, id, id, name, snapshot.relation(List.of()).sql())))
          .containsExactly(row(rows / 2L, 0L, rows - 1L, 50L));
      assertThat(snapshot.rowCount()).isEqualTo(rows);
    }
  }

  @Test
  void batchMayBeRefilledAfterAppend() {
    try (TableWriter writer = open("t", WriteOptions.append(), ID_NAME);
        VectorSchemaRoot batch = TestBatches.batch(allocator, ID_NAME, TWO_ROWS)) {
      writer.append(batch, new DictionaryProvider.MapDictionaryProvider());
      batch.clear();
      batch.allocateNew();
      TestBatches.set(batch.getVector(0), 0, 9L);
      TestBatches.set(batch.getVector(1), 0, "nine");
      batch.setRowCount(1);
      writer.append(batch, new DictionaryProvider.MapDictionaryProvider());
      writer.commit();
    }
    assertThat(harness.read("t")).containsExactly(row(1L, "one"), row(2L, null), row(9L, "nine"));
  }

  @Test
  void replacedDictionariesGiveTheirOwnValues() {
    Schema schema = schema(field("id", INT64), field("word", TEXT));
    DictionaryEncoding encoding = new DictionaryEncoding(7, false, new ArrowType.Int(32, true));
    Field encoded =
        new Field("word", new FieldType(true, encoding.getIndexType(), encoding), List.of());
    try (TableWriter writer = open("t", WriteOptions.append(), schema);
        VarCharVector words = new VarCharVector("words", allocator);
        VectorSchemaRoot batch =
            VectorSchemaRoot.create(schema(field("id", INT64), encoded), allocator)) {
      DictionaryProvider.MapDictionaryProvider provider =
          new DictionaryProvider.MapDictionaryProvider(new Dictionary(words, encoding));
      for (int version = 0; version < 5; version++) {
        // The same vector is loaded again, as a stream reader does.
        words.clear();
        words.setSafe(0, ("a" + version).getBytes(StandardCharsets.UTF_8));
        words.setSafe(1, ("b" + version).getBytes(StandardCharsets.UTF_8));
        words.setValueCount(2);
        for (int repeat = 0; repeat < 2; repeat++) {
          batch.clear();
          batch.allocateNew();
          for (int index = 0; index < 3; index++) {
            ((BigIntVector) batch.getVector(0)).setSafe(index, version * 6L + repeat * 3L + index);
            if (index < 2) {
              ((IntVector) batch.getVector(1)).setSafe(index, index);
            } else {
              batch.getVector(1).setNull(index);
            }
          }
          batch.setRowCount(3);
          writer.append(batch, provider);
        }
      }
      writer.commit();
    }
    List<List<@Nullable Object>> rows = harness.read("t");
    assertThat(rows).hasSize(30);
    for (int id = 0; id < 30; id++) {
      @Nullable String expected = id % 3 == 2 ? null : (id % 3 == 0 ? "a" : "b") + id / 6;
      assertThat(rows.get(id)).isEqualTo(row((long) id, expected));
    }
  }

  @Test
  void abortedStreamLeavesNothing() {
    try (TableWriter writer = open("t", WriteOptions.append(), ID_NAME)) {
      harness.append(writer, ID_NAME, TWO_ROWS);
      writer.abort();
    }
    assertThat(harness.storage().tables()).isEmpty();
    harness.reopen();
    assertThat(harness.storage().tables()).isEmpty();
    // The name is free for another schema.
    Schema other = schema(field("x", TEXT));
    harness.write("t", WriteOptions.of(WriteMode.CREATE), other, List.of(row("y")));
    assertThat(harness.read("t")).containsExactly(row("y"));
  }

  @Test
  void closedStreamIsAborted() {
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    long version = harness.version("t");
    try (TableWriter writer = open("t", WriteOptions.append().withChunkRows(1), ID_NAME)) {
      harness.append(writer, ID_NAME, List.of(row(3L, "three")));
    }
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
    assertThat(harness.version("t")).isEqualTo(version);
  }

  @Test
  void closingTheStorageAbortsRunningStreams() {
    TableWriter writer = open("t", WriteOptions.append().withChunkRows(1), ID_NAME);
    harness.append(writer, ID_NAME, TWO_ROWS);
    harness.reopen();
    assertThat(catchThrowable(writer::commit)).isInstanceOf(RuntimeException.class);
    writer.close();
    assertThat(harness.storage().tables()).isEmpty();
  }

  @Test
  void streamWithoutRowsMakesTheTable() {
    try (TableWriter writer = open("t", WriteOptions.append(), ID_NAME)) {
      assertThat(writer.commit().rows()).isZero();
    }
    assertThat(harness.storage().tables()).containsExactly(harness.table("t"));
    assertThat(harness.read("t")).isEmpty();
    harness.write("t", WriteOptions.append(), ID_NAME, List.of());
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
  }

  @Test
  void tablesOutliveARestart() {
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    long version = harness.write("u", WriteOptions.append(), ID_NAME, List.of()).version();
    harness.reopen();
    assertThat(harness.storage().tables()).containsExactly(harness.table("t"), harness.table("u"));
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
    assertThat(harness.version("u")).isEqualTo(version);
    assertThat(harness.write("u", WriteOptions.append(), ID_NAME, TWO_ROWS).version())
        .isEqualTo(version + 1);
  }

  @Test
  void sessionKeepsItsVersionWhileOthersCommit() {
    long first = harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS).version();
    try (ReadSession session = harness.engine().openSession()) {
      TableSnapshot before = harness.snapshot(session, "t", AsOf.LATEST);
      harness.write("t", WriteOptions.append(), ID_NAME, List.of(row(3L, "three")));
      assertThat(harness.read(session, before)).isEqualTo(TWO_ROWS);
      TableSnapshot again = harness.snapshot(session, "t", AsOf.LATEST);
      // A session may take the table's newest version when it asks again only if rows follow.
      assertThat(harness.read(session, again)).hasSize((int) again.rowCount());
      assertThat(before.version()).isEqualTo(first);
      assertThat(harness.read(session, before)).isEqualTo(TWO_ROWS);
    }
    assertThat(harness.read("t")).hasSize(3);
  }

  @Test
  void sessionSeesATableThatItAsksForLaterAsItsRowsAre() {
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    harness.write("u", WriteOptions.append(), ID_NAME, TWO_ROWS);
    try (ReadSession session = harness.engine().openSession()) {
      assertThat(harness.read(session, harness.snapshot(session, "t", AsOf.LATEST))).hasSize(2);
      harness.write("u", WriteOptions.append(), ID_NAME, List.of(row(3L, "three")));
      TableSnapshot later = harness.snapshot(session, "u", AsOf.LATEST);
      assertThat(harness.read(session, later)).hasSize((int) later.rowCount());
    }
  }

  @Test
  void everySessionCountsTheRowsItReadsWhileStreamsCommit() throws Exception {
    long first = harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS).version();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              for (long id = 0; id < 40; id++) {
                harness.write("t", WriteOptions.append(), ID_NAME, List.of(row(id, "more")));
              }
            });
    do {
      try (ReadSession session = harness.engine().openSession()) {
        TableSnapshot snapshot = harness.snapshot(session, "t", AsOf.LATEST);
        assertThat(snapshot.rowCount()).isEqualTo(2 + snapshot.version() - first);
        assertThat(harness.read(session, snapshot)).hasSize((int) snapshot.rowCount());
      }
    } while (!writing.isDone());
    writing.get();
    assertThat(harness.read("t")).hasSize(42);
  }

  @Test
  void readersAreNotBlockedByARunningStream() {
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    try (TableWriter writer = open("t", WriteOptions.append().withChunkRows(1), ID_NAME)) {
      harness.append(writer, ID_NAME, List.of(row(3L, "three"), row(4L, "four")));
      assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
      writer.commit();
    }
    assertThat(harness.read("t")).hasSize(4);
  }

  @Test
  void createIsRefusedWhereTheTableExists() {
    harness.write("t", WriteOptions.of(WriteMode.CREATE), ID_NAME, TWO_ROWS);
    assertCode(
        ErrorCode.TABLE_EXISTS,
        () -> harness.write("t", WriteOptions.of(WriteMode.CREATE), ID_NAME, TWO_ROWS));
    assertCode(
        ErrorCode.TABLE_EXISTS,
        () -> harness.write("T", WriteOptions.of(WriteMode.CREATE), ID_NAME, TWO_ROWS));
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
  }

  @Test
  void oneOfTwoCreatesWins() {
    TableWriter first = open("t", WriteOptions.of(WriteMode.CREATE), ID_NAME);
    try {
      Throwable second =
          catchThrowable(
              () -> {
                try (TableWriter other = open("t", WriteOptions.of(WriteMode.CREATE), ID_NAME)) {
                  harness.append(first, ID_NAME, TWO_ROWS);
                  harness.append(other, ID_NAME, List.of(row(9L, "other")));
                  first.commit();
                  other.commit();
                }
              });
      assertThat(second).isInstanceOf(VaneException.class);
      assertThat(((VaneException) second).code()).isEqualTo(ErrorCode.TABLE_EXISTS);
    } finally {
      first.close();
    }
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
  }

  @Test
  void streamsThatMakeOneTableTogetherAllCommit() throws Exception {
    List<CommitReceipt> receipts = inParallel(4, writer -> writeOwnRows(writer, 5));
    assertThat(receipts.stream().map(CommitReceipt::version).distinct()).hasSize(4);
    assertThat(harness.read("t")).hasSize(20);
  }

  @Test
  void concurrentAppendsToOneTableAllCommit() throws Exception {
    harness.write("t", WriteOptions.append(), ID_NAME, List.of());
    long before = harness.version("t");
    List<CommitReceipt> receipts = inParallel(4, writer -> writeOwnRows(writer, 50));
    Set<Long> versions = new HashSet<>(receipts.stream().map(CommitReceipt::version).toList());
    assertThat(versions).containsExactlyInAnyOrder(before + 1, before + 2, before + 3, before + 4);
    List<List<@Nullable Object>> rows = harness.read("t");
    assertThat(rows).hasSize(200);
    assertThat(rows.stream().map(row -> row.get(0)).distinct()).hasSize(200);
  }

  @Test
  void abortOfOneStreamLeavesAnothersTable() {
    try (TableWriter first = open("t", WriteOptions.append(), ID_NAME);
        TableWriter second = open("t", WriteOptions.append(), ID_NAME)) {
      harness.append(first, ID_NAME, TWO_ROWS);
      harness.append(second, ID_NAME, List.of(row(3L, "three")));
      first.abort();
      second.commit();
    }
    assertThat(harness.read("t")).containsExactly(row(3L, "three"));
  }

  static List<String> names() {
    return List.of(
        "select",
        "we\"ird; drop table x",
        "../x",
        "..",
        "a/b\\c",
        "Größe",
        "with space",
        "delta.main.x",
        "_vane",
        "%20",
        "'quoted'",
        "日本語",
        "n".repeat(255),
        "é".repeat(127));
  }

  @ParameterizedTest
  @MethodSource("names")
  void anyNameIsATable(String name) {
    Schema schema = schema(field("id", INT64), field(name, TEXT));
    harness.write(name, WriteOptions.append(), schema, TWO_ROWS);
    harness.reopen();
    assertThat(harness.storage().tables()).containsExactly(harness.table(name));
    assertThat(harness.storage().find(harness.table(name))).contains(harness.table(name));
    harness.write(name, WriteOptions.append(), schema, List.of(row(3L, "three")));
    assertThat(harness.read(name)).containsExactly(row(1L, "one"), row(2L, null), row(3L, "three"));
  }

  @Test
  void tableNamesAreOneIgnoringCaseAndKeepTheirSpelling() {
    harness.write("Trades", WriteOptions.append(), ID_NAME, TWO_ROWS);
    harness.write("tRADES", WriteOptions.append(), ID_NAME, List.of(row(3L, "three")));
    assertThat(harness.storage().tables()).containsExactly(harness.table("Trades"));
    assertThat(harness.read("TRADES")).hasSize(3);
    try (ReadSession session = harness.engine().openSession()) {
      assertThat(harness.snapshot(session, "trades", AsOf.LATEST).table())
          .isEqualTo(harness.table("Trades"));
    }
  }

  @Test
  void tableIsFoundByItsNameIgnoringCaseAndAsItWasSpelled() {
    TableId other = new TableId(harness.storage().name(), "Other schema", "Trades");
    TableId made = new TableId(harness.storage().name(), "Other Schema", "trades");
    assertThat(harness.storage().find(made)).isEmpty();
    try (TableWriter writer = harness.storage().openWriter(made, ID_NAME, WriteOptions.append())) {
      harness.append(writer, ID_NAME, TWO_ROWS);
      assertThat(harness.storage().find(made)).isEmpty();
      writer.commit();
    }
    assertThat(harness.storage().find(other)).contains(made);
    assertThat(harness.storage().find(harness.table("trades"))).isEmpty();
    harness.reopen();
    assertThat(harness.storage().find(other)).contains(made);
  }

  @Test
  void tablesOfOneNameInTwoSchemasAreTwo() {
    TableId other = new TableId(harness.storage().name(), "Other schema", "t");
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    try (TableWriter writer = harness.storage().openWriter(other, ID_NAME, WriteOptions.append())) {
      harness.append(writer, ID_NAME, List.of(row(3L, "three")));
      writer.commit();
    }
    assertThat(harness.storage().tables()).containsExactlyInAnyOrder(other, harness.table("t"));
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
    try (ReadSession session = harness.engine().openSession()) {
      TableSnapshot snapshot =
          harness.storage().snapshot(other, AsOf.LATEST, session).orElseThrow();
      assertThat(harness.read(session, snapshot)).containsExactly(row(3L, "three"));
    }
  }

  @Test
  void columnsAreMatchedByNameNotByPosition() {
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    Schema turned = schema(field("name", TEXT), field("id", INT64));
    harness.write("t", WriteOptions.append(), turned, List.of(row("three", 3L)));
    assertThat(harness.read("t")).containsExactly(row(1L, "one"), row(2L, null), row(3L, "three"));
  }

  @Test
  void strictStreamMustHaveTheTablesColumns() {
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    assertMismatch("name", schema(field("id", INT64)));
    assertMismatch("extra", schema(field("id", INT64), field("name", TEXT), field("extra", TEXT)));
    assertMismatch("ID", schema(field("ID", INT64), field("name", TEXT)));
    assertMismatch("id", schema(field("id", TEXT), field("name", TEXT)));
    assertMismatch("id", schema(field("id", FLOAT64), field("name", TEXT)));
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
  }

  @Test
  void strictStreamHasTheTypesOfTheTable() {
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    Schema narrower = schema(field("id", INT32), field("name", TEXT));
    VaneException refusal = assertRefused(ErrorCode.SCHEMA_MISMATCH, narrower);
    assertThat(refusal.text())
        .contains("'id'")
        .containsIgnoringCase("is integer in the stream and")
        .contains("schema_mode: merge")
        .containsIgnoringCase("cast");
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
  }

  @Test
  void partsOfNestedTypesAreComparedTooAndThoseOfNullsFitAnyPart() {
    Schema numbers = schema(list(INT64));
    harness.write("t", WriteOptions.append(), numbers, List.of());
    harness.write("t", WriteOptions.append(), schema(list(ArrowType.Null.INSTANCE)), List.of());
    assertRefused(ErrorCode.SCHEMA_MISMATCH, schema(list(INT32)));
  }

  private static Field list(ArrowType element) {
    return new Field(
        "numbers", FieldType.nullable(ArrowType.List.INSTANCE), List.of(field("item", element)));
  }

  @Test
  void valuesThatTheirColumnsCannotHoldAreRefusedWithColumnAndRow() {
    Field date = field("day", new ArrowType.Date(DateUnit.MILLISECOND));
    Field seconds = field("at", new ArrowType.Timestamp(TimeUnit.SECOND, "UTC"));
    Field list = new Field("days", FieldType.nullable(ArrowType.List.INSTANCE), List.of(date));
    assertValueRefused(
        date, vector -> ((DateMilliVector) vector).setSafe(1, MILLISECONDS_PER_DAY + 1));
    assertValueRefused(
        seconds,
        vector -> ((TimeStampSecTZVector) vector).setSafe(1, Long.MAX_VALUE / 1_000_000 + 1));
    assertValueRefused(
        list,
        vector -> {
          ListVector lists = (ListVector) vector;
          lists.startNewValue(1);
          ((DateMilliVector) lists.getDataVector()).setSafe(0, -1);
          lists.endValue(1, 1);
        });
    assertThat(harness.storage().tables()).isEmpty();
  }

  /** The second of two rows is bad, after a batch of good ones. */
  private void assertValueRefused(Field field, Consumer<FieldVector> second) {
    Schema schema = schema(field);
    try (TableWriter writer = open("t", WriteOptions.append(), schema);
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator)) {
      batch.setRowCount(2);
      writer.append(batch, new DictionaryProvider.MapDictionaryProvider());
      batch.allocateNew();
      second.accept(batch.getVector(0));
      batch.setRowCount(2);
      VaneException refusal =
          assertCode(
              ErrorCode.VALUE_REFUSED,
              () -> writer.append(batch, new DictionaryProvider.MapDictionaryProvider()));
      assertThat(refusal.text()).contains("'" + field.getName() + "'").contains("row 1");
    }
  }

  @Test
  void columnOfNullsFitsAnyColumn() {
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    Schema nulls = schema(field("id", INT64), field("name", ArrowType.Null.INSTANCE));
    try (TableWriter writer = open("t", WriteOptions.append(), nulls);
        VectorSchemaRoot batch = VectorSchemaRoot.create(nulls, allocator)) {
      ((BigIntVector) batch.getVector(0)).setSafe(0, 3);
      batch.setRowCount(1);
      writer.append(batch, new DictionaryProvider.MapDictionaryProvider());
      writer.commit();
    }
    assertThat(harness.read("t")).containsExactly(row(1L, "one"), row(2L, null), row(3L, null));
  }

  @Test
  void mergedStreamAddsColumnsLeavesOutColumnsAndWidensTypes() {
    WriteOptions merge = WriteOptions.append().withSchemaMode(SchemaMode.MERGE);
    if (!has(Capability.SCHEMA_MERGE)) {
      assertUnsupported(merge);
      return;
    }
    Schema narrow = schema(field("id", INT32), field("name", TEXT));
    harness.write("t", merge, narrow, List.of(row(1, "one")));
    Schema wide = schema(field("id", INT64), field("price", FLOAT64));
    harness.write("t", merge, wide, List.of(row(2L, 2.5)));
    assertThat(harness.read("t")).containsExactly(row(1L, "one", null), row(2L, null, 2.5));
    // What is narrower now stays as it is.
    harness.write("t", merge, narrow, List.of(row(3, "three")));
    assertThat(harness.read("t"))
        .containsExactly(row(1L, "one", null), row(2L, null, 2.5), row(3L, "three", null));
    assertCode(
        ErrorCode.SCHEMA_MISMATCH,
        () -> harness.write("t", merge, schema(field("id", TEXT)), List.of(row("x"))));
  }

  @Test
  void abortedMergeLeavesTheSchema() {
    if (!has(Capability.SCHEMA_MERGE)) {
      return;
    }
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    WriteOptions merge = WriteOptions.append().withSchemaMode(SchemaMode.MERGE);
    Schema wider = schema(field("id", INT64), field("extra", FLOAT64));
    try (TableWriter writer = open("t", merge, wider)) {
      harness.append(writer, wider, List.of(row(3L, 0.5)));
      writer.abort();
    }
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
    harness.write("t", WriteOptions.append(), ID_NAME, List.of(row(3L, "three")));
    assertThat(harness.read("t")).hasSize(3);
  }

  @Test
  void overwriteReplacesRowsAndSchema() {
    WriteOptions overwrite = WriteOptions.of(WriteMode.OVERWRITE);
    if (!has(Capability.OVERWRITE)) {
      assertUnsupported(overwrite);
      return;
    }
    long first = harness.write("t", overwrite, ID_NAME, TWO_ROWS).version();
    Schema other = schema(field("x", TEXT));
    try (TableWriter writer = open("t", overwrite, other)) {
      harness.append(writer, other, List.of(row("y")));
      assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
      assertThat(writer.commit().version()).isGreaterThan(first);
    }
    assertThat(harness.read("t")).containsExactly(row("y"));
    harness.reopen();
    assertThat(harness.read("t")).containsExactly(row("y"));
    try (ReadSession session = harness.engine().openSession()) {
      assertThat(harness.snapshot(session, "t", AsOf.LATEST).rowCount()).isEqualTo(1);
    }
  }

  @Test
  void upsertReplacesRowsByKey() {
    WriteOptions upsert = WriteOptions.upsert(List.of("id"));
    if (!has(Capability.UPSERT)) {
      assertUnsupported(upsert);
      return;
    }
    harness.write("t", upsert, ID_NAME, TWO_ROWS);
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
    CommitReceipt receipt =
        harness.write("t", upsert, ID_NAME, List.of(row(2L, "two"), row(3L, "three")));
    assertThat(receipt.rows()).isEqualTo(2);
    assertThat(harness.read("t")).containsExactly(row(1L, "one"), row(2L, "two"), row(3L, "three"));
    assertCode(
        ErrorCode.VALUE_REFUSED,
        () -> harness.write("t", upsert, ID_NAME, List.of(row(4L, "a"), row(4L, "b"))));
    assertThat(harness.read("t")).hasSize(3);
  }

  @Test
  void abortedOverwriteKeepsTheOldRows() {
    if (!has(Capability.OVERWRITE)) {
      return;
    }
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    Schema other = schema(field("x", TEXT));
    try (TableWriter writer = open("t", WriteOptions.of(WriteMode.OVERWRITE), other)) {
      harness.append(writer, other, List.of(row("y")));
    }
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
    assertThat(harness.storage().tables()).containsExactly(harness.table("t"));
  }

  @Test
  void appendThatMeetsAnOverwriteIsLostOrCommittedNeverMixed() {
    if (!has(Capability.OVERWRITE)) {
      return;
    }
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    Throwable append =
        catchThrowable(
            () -> {
              try (TableWriter writer = open("t", WriteOptions.append(), ID_NAME)) {
                harness.append(writer, ID_NAME, List.of(row(3L, "three")));
                harness.write(
                    "t", WriteOptions.of(WriteMode.OVERWRITE), ID_NAME, List.of(row(9L, "nine")));
                writer.commit();
              }
            });
    if (append == null) {
      assertThat(harness.read("t")).containsExactly(row(3L, "three"), row(9L, "nine"));
    } else {
      assertThat(((VaneException) append).code()).isEqualTo(ErrorCode.WRITE_CONFLICT);
      assertThat(harness.read("t")).containsExactly(row(9L, "nine"));
    }
  }

  @Test
  void olderVersionsAreReadOrRefused() {
    long first = harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS).version();
    harness.write("t", WriteOptions.append(), ID_NAME, List.of(row(3L, "three")));
    AsOf older = new AsOf.Version(first);
    if (!has(Capability.TIME_TRAVEL)) {
      assertCode(ErrorCode.OPTION_UNSUPPORTED, () -> harness.read("t", older));
      assertCode(
          ErrorCode.OPTION_UNSUPPORTED, () -> harness.read("t", new AsOf.Timestamp(Instant.EPOCH)));
      return;
    }
    assertThat(harness.read("t", older)).isEqualTo(TWO_ROWS);
    assertCode(ErrorCode.VERSION_NOT_FOUND, () -> harness.read("t", new AsOf.Version(first + 100)));
    assertCode(
        ErrorCode.VERSION_NOT_FOUND, () -> harness.read("t", new AsOf.Timestamp(Instant.EPOCH)));
  }

  @Test
  void changesOfVersionsAreToldOrRefused() {
    long first = harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS).version();
    harness.write("t", WriteOptions.append(), ID_NAME, List.of(row(3L, "three")));
    VersionRange all = new VersionRange(first, OptionalLong.empty());
    try (ReadSession session = harness.engine().openSession()) {
      if (!has(Capability.CHANGE_FEED)) {
        assertCode(
            ErrorCode.OPTION_UNSUPPORTED,
            () -> harness.storage().changes(harness.table("t"), all, session));
        return;
      }
      assertThat(harness.storage().changes(harness.table("nothing"), all, session)).isEmpty();
      TableSnapshot changes =
          harness.storage().changes(harness.table("t"), all, session).orElseThrow();
      assertThat(changes.schema().getFields().stream().map(Field::getName))
          .containsExactly("id", "name", "_change_type", "_commit_version", "_commit_timestamp");
      assertThat(changes.version()).isEqualTo(first + 1);
      assertThat(changes.rowCount()).isEqualTo(3);
      assertCode(
          ErrorCode.VERSION_NOT_FOUND,
          () ->
              harness
                  .storage()
                  .changes(
                      harness.table("t"),
                      new VersionRange(first, OptionalLong.of(first + 100)),
                      session));
    }
  }

  @Test
  void partitioningIsDoneOrRefused() {
    WriteOptions partitioned = WriteOptions.append().withPartitionBy(List.of("name"));
    if (!has(Capability.PARTITIONING)) {
      assertUnsupported(partitioned);
      return;
    }
    harness.write("t", partitioned, ID_NAME, List.of(row(1L, "a"), row(2L, "b"), row(3L, null)));
    assertThat(harness.read("t")).containsExactly(row(1L, "a"), row(2L, "b"), row(3L, null));
    try (ReadSession session = harness.engine().openSession()) {
      assertThat(harness.snapshot(session, "t", AsOf.LATEST).partitionColumns())
          .containsExactly("name");
    }
  }

  @Test
  void ledgerIsOfferedOrRefused() {
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    if (has(Capability.LEDGER)) {
      assertThat(ledger().newest(PRODUCER)).isEmpty();
      assertThat(ledger().covering(PRODUCER, 0)).isEmpty();
      assertThat(ledger().position("log")).isEmpty();
      assertThat(harness.storage().tablesOf(PRODUCER)).isEmpty();
      return;
    }
    assertCode(ErrorCode.OPTION_UNSUPPORTED, this::ledger);
    assertCode(
        ErrorCode.OPTION_UNSUPPORTED,
        () -> harness.storage().openCheck(harness.table("t"), ID_NAME, WriteOptions.append()));
    assertCode(ErrorCode.OPTION_UNSUPPORTED, () -> write(entry(PRODUCER, 0, 0, 1)));
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
  }

  @Test
  void ledgerHasTheCommitWithItsRows() {
    assumeTrue(has(Capability.LEDGER));
    CommitReceipt first = write(entry(PRODUCER, 0, 0, 2));
    CommitReceipt second = write(entry(PRODUCER, 3, 3, 5));
    RecordedCommit newest = ledger().newest(PRODUCER).orElseThrow();
    assertThat(newest.entry()).isEqualTo(entry(PRODUCER, 3, 3, 5));
    assertThat(newest.version()).isEqualTo(second.version());
    assertThat(newest.committedAt()).isBetween(Instant.now().minusSeconds(600), Instant.now());
    RecordedCommit covering = ledger().covering(PRODUCER, 1).orElseThrow();
    assertThat(covering.entry()).isEqualTo(entry(PRODUCER, 0, 0, 2));
    assertThat(covering.version()).isEqualTo(first.version());
    assertThat(ledger().covering(PRODUCER, 6)).isEmpty();
    assertThat(harness.storage().tablesOf(PRODUCER)).containsExactly(harness.table("t"));
  }

  @Test
  void ledgerIsThereAfterARestart() {
    assumeTrue(has(Capability.LEDGER));
    write(new CommitMarks(List.of(entry(PRODUCER, 7, 0, 0)), position(5)));
    harness.reopen();
    assertThat(ledger().newest(PRODUCER).orElseThrow().entry()).isEqualTo(entry(PRODUCER, 7, 0, 0));
    assertThat(ledger().position("log")).hasValue(5);
    assertCode(ErrorCode.LEDGER_MOVED, () -> write(entry(PRODUCER, 7, 0, 0)));
    assertCode(ErrorCode.LEDGER_MOVED, () -> write(new CommitMarks(List.of(), position(5))));
    write(new CommitMarks(List.of(entry(PRODUCER, 7, 1, 1)), position(6)));
    assertThat(ledger().position("log")).hasValue(6);
    assertThat(harness.read("t")).hasSize(4);
  }

  @Test
  void marksThatDoNotFollowTheLedgerTakeTheRowsWithThem() {
    assumeTrue(has(Capability.LEDGER));
    write(entry(PRODUCER, 4, 0, 2));
    for (LedgerEntry wrong :
        List.of(
            entry(PRODUCER, 4, 2, 3),
            entry(PRODUCER, 4, 4, 4),
            entry(PRODUCER, 3, 3, 3),
            entry(OTHER, 0, 1, 1))) {
      VaneException refusal = assertCode(ErrorCode.LEDGER_MOVED, () -> write(wrong));
      assertThat(refusal.text()).contains("last durable").contains(wrong.key().id());
    }
    assertThat(harness.read("t")).hasSize(2);
    write(entry(PRODUCER, 5, 3, 3));
    assertThat(harness.read("t")).hasSize(4);
  }

  @Test
  void marksThatMovedWhileTheStreamRanRefuseIt() {
    assumeTrue(has(Capability.LEDGER));
    write(entry(PRODUCER, 0, 0, 0));
    try (TableWriter writer = open("t", WriteOptions.append().withChunkRows(1), ID_NAME)) {
      harness.append(writer, ID_NAME, TWO_ROWS);
      write(entry(PRODUCER, 0, 1, 1));
      assertCode(
          ErrorCode.LEDGER_MOVED, () -> writer.commit(CommitMarks.of(entry(PRODUCER, 0, 1, 1))));
    }
    assertThat(harness.read("t")).hasSize(4);
  }

  @Test
  void requestIdIsOneUnit() {
    assumeTrue(has(Capability.LEDGER));
    ProducerKey request = ProducerKey.request("s", "p");
    write(entry(PRODUCER, 0, 0, 9));
    write(entry(request, 0, 0, 0));
    assertCode(ErrorCode.LEDGER_MOVED, () -> write(entry(request, 0, 0, 0)));
    assertThat(ledger().newest(request).orElseThrow().entry()).isEqualTo(entry(request, 0, 0, 0));
    assertThat(ledger().newest(PRODUCER).orElseThrow().entry().lastOffset()).isEqualTo(9);
  }

  @Test
  void epochCanBeRecordedAlone() {
    assumeTrue(has(Capability.LEDGER));
    write(entry(PRODUCER, 1, 0, 0));
    try (TableWriter writer = open("t", WriteOptions.append(), ID_NAME)) {
      writer.commit(CommitMarks.of(entry(PRODUCER, 2, 1, 0)));
    }
    assertCode(ErrorCode.LEDGER_MOVED, () -> write(entry(PRODUCER, 1, 1, 1)));
    assertThat(ledger().newest(PRODUCER).orElseThrow().entry().epoch()).isEqualTo(2);
    write(entry(PRODUCER, 2, 1, 1));
    assertThat(harness.read("t")).hasSize(4);
  }

  @Test
  void manyProducersCommitTogether() {
    assumeTrue(has(Capability.LEDGER));
    List<LedgerEntry> entries = new ArrayList<>();
    for (int number = 0; number < 150; number++) {
      entries.add(entry(ProducerKey.producer("s", "p" + number), 0, 0, number));
    }
    write(new CommitMarks(entries, position(1)));
    harness.reopen();
    for (LedgerEntry entry : entries) {
      assertThat(ledger().newest(entry.key()).orElseThrow().entry()).isEqualTo(entry);
    }
  }

  @Test
  void ledgerOutlivesAnOverwrite() {
    assumeTrue(has(Capability.LEDGER) && has(Capability.OVERWRITE));
    write(entry(PRODUCER, 0, 0, 0));
    harness.write("t", WriteOptions.of(WriteMode.OVERWRITE), ID_NAME, TWO_ROWS);
    assertCode(ErrorCode.LEDGER_MOVED, () -> write(entry(PRODUCER, 0, 0, 0)));
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
  }

  @Test
  void checkRefusesWhatAWriterWouldAndKeepsNothing() {
    assumeTrue(has(Capability.LEDGER));
    WriteOptions append = WriteOptions.append();
    assertCode(
        ErrorCode.TABLE_NOT_FOUND,
        () -> harness.storage().openCheck(harness.table("t"), ID_NAME, append));
    harness.write("t", append, ID_NAME, TWO_ROWS);
    Schema other = schema(field("id", TEXT), field("name", TEXT));
    assertCode(
        ErrorCode.SCHEMA_MISMATCH,
        () -> harness.storage().openCheck(harness.table("t"), other, append));
    try (BatchCheck check = harness.storage().openCheck(harness.table("t"), ID_NAME, append);
        VectorSchemaRoot batch = TestBatches.batch(allocator, ID_NAME, TWO_ROWS)) {
      check.check(batch);
      assertThat(batch.getRowCount()).isEqualTo(2);
      assertThat(((BigIntVector) batch.getVector(0)).get(1)).isEqualTo(2);
    }
    assertThat(harness.read("t")).isEqualTo(TWO_ROWS);
  }

  @Test
  void checkRefusesAValueThatACommitWouldRefuse() {
    assumeTrue(has(Capability.LEDGER));
    Schema schema = schema(field("day", new ArrowType.Date(DateUnit.MILLISECOND)));
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator)) {
      DateMilliVector days = (DateMilliVector) batch.getVector(0);
      days.setSafe(0, MILLISECONDS_PER_DAY);
      batch.setRowCount(1);
      try (TableWriter writer = open("t", WriteOptions.append(), schema)) {
        writer.append(batch, new DictionaryProvider.MapDictionaryProvider());
        writer.commit();
      }
      try (BatchCheck check =
          harness.storage().openCheck(harness.table("t"), schema, WriteOptions.append())) {
        days.setSafe(0, 2 * MILLISECONDS_PER_DAY);
        batch.setRowCount(1);
        check.check(batch);
        days.setSafe(0, 2 * MILLISECONDS_PER_DAY + 1);
        assertCode(ErrorCode.VALUE_REFUSED, () -> check.check(batch));
      }
    }
  }

  private TableLedger ledger() {
    return harness.storage().ledger(harness.table("t"));
  }

  private static Optional<LogPosition> position(long position) {
    return Optional.of(new LogPosition("log", position));
  }

  private CommitReceipt write(LedgerEntry entry) {
    return write(CommitMarks.of(entry));
  }

  /** Two rows with these marks. */
  private CommitReceipt write(CommitMarks marks) {
    try (TableWriter writer = open("t", WriteOptions.append(), ID_NAME)) {
      harness.append(writer, ID_NAME, TWO_ROWS);
      return writer.commit(marks);
    }
  }

  private static LedgerEntry entry(ProducerKey key, long epoch, long first, long last) {
    List<BatchDigest> digests = new ArrayList<>();
    for (long offset = first; offset <= last; offset++) {
      digests.add(new BatchDigest(offset, -offset));
    }
    return new LedgerEntry(
        key, epoch, first, last, 2, 2 * (last + 1), 100, new BatchDigest(first, last), digests);
  }

  @Test
  void unknownOptionIsRefused() {
    assertUnsupported(WriteOptions.append().withOptions(Map.of("no_such_option", "1")));
  }

  @Test
  void schemaThatCannotBeHeldIsRefusedBeforeTheFirstRow() {
    assertRefused(ErrorCode.SCHEMA_INVALID, schema());
    assertRefused(ErrorCode.SCHEMA_INVALID, schema(field("a", INT64), field("A", TEXT)));
    assertRefused(ErrorCode.SCHEMA_INVALID, schema(field("a", INT64), field("a", INT64)));
    VaneException refusal =
        assertRefused(
            ErrorCode.TYPE_UNSUPPORTED,
            schema(
                field("id", INT64),
                new Field(
                    "choice",
                    FieldType.nullable(new ArrowType.Union(UnionMode.Dense, new int[] {0})),
                    List.of(field("x", INT64)))));
    assertThat(refusal.text()).contains("choice");
    assertThat(harness.storage().tables()).isEmpty();
  }

  /** Runs this many streams into table t at once and gives their receipts. */
  private List<CommitReceipt> inParallel(int count, StreamBody body) throws Exception {
    CyclicBarrier opened = new CyclicBarrier(count);
    ExecutorService executor = Executors.newFixedThreadPool(count);
    try {
      List<Future<CommitReceipt>> futures = new ArrayList<>();
      for (int number = 0; number < count; number++) {
        int writerNumber = number;
        Callable<CommitReceipt> stream =
            () -> {
              try (TableWriter writer = open("t", WriteOptions.append(), ID_NAME)) {
                opened.await();
                body.write(new NumberedWriter(writerNumber, writer));
                return writer.commit();
              }
            };
        futures.add(executor.submit(stream));
      }
      List<CommitReceipt> receipts = new ArrayList<>();
      for (Future<CommitReceipt> future : futures) {
        receipts.add(future.get());
      }
      return receipts;
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof Exception cause ? cause : failure;
    } finally {
      executor.shutdown();
    }
  }

  /** One of several streams that run at once. */
  private record NumberedWriter(int number, TableWriter writer) {}

  /** What a stream does before it commits. */
  private interface StreamBody {
    void write(NumberedWriter writer);
  }

  private void writeOwnRows(NumberedWriter numbered, int rows) {
    for (int index = 0; index < rows; index++) {
      long id = numbered.number() * 1_000L + index;
      harness.append(numbered.writer(), ID_NAME, List.of(row(id, "w" + numbered.number())));
    }
  }

  private TableWriter open(String table, WriteOptions options, Schema schema) {
    return harness.storage().openWriter(harness.table(table), schema, options);
  }

  @Test
  void rowsAreRemovedByACondition() {
    harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    CommitReceipt before =
        harness.write("t", WriteOptions.append(), ID_NAME, List.of(row(3L, "three")));
    SqlQuery condition = condition("\"id\" >= ? AND \"name\" IS NOT NULL", 2L);
    if (!has(Capability.DELETE)) {
      assertCode(
          ErrorCode.OPTION_UNSUPPORTED,
          () -> harness.storage().delete(harness.table("t"), condition, StopSignal.NEVER));
      return;
    }
    RowChange change = harness.storage().delete(harness.table("t"), condition, StopSignal.NEVER);
    assertThat(change).isEqualTo(new RowChange(before.version() + 1, true, 1));
    assertThat(harness.read("t")).containsExactlyInAnyOrderElementsOf(TWO_ROWS);
    assertThat(harness.storage().delete(harness.table("t"), condition, StopSignal.NEVER))
        .isEqualTo(new RowChange(change.version(), false, 0));
    assertThat(
            harness
                .storage()
                .delete(harness.table("t"), condition("true"), StopSignal.NEVER)
                .rows())
        .isEqualTo(2);
    try (ReadSession session = harness.engine().openSession()) {
      TableSnapshot snapshot = harness.snapshot(session, "t", AsOf.LATEST);
      assertThat(snapshot.rowCount()).isZero();
      assertThat(snapshot.version()).isEqualTo(before.version() + 2);
    }
    CommitReceipt after = harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    assertThat(after.version()).isEqualTo(before.version() + 3);
    assertThat(harness.read("t")).containsExactlyInAnyOrderElementsOf(TWO_ROWS);
    assertCode(
        ErrorCode.TABLE_NOT_FOUND,
        () ->
            harness
                .storage()
                .delete(harness.table("nothing"), condition("true"), StopSignal.NEVER));
  }

  @Test
  void rowsAreUpdatedInOrderAndInOneCommit() {
    CommitReceipt before = harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    List<RowUpdate> updates =
        List.of(
            new RowUpdate(
                List.of(
                    new RowUpdate.Assignment("name", new SqlQuery("?", List.of("new"))),
                    new RowUpdate.Assignment("id", SqlQuery.of("\"id\" + 10"))),
                condition("\"id\" = ?", 2L)),
            new RowUpdate(
                List.of(new RowUpdate.Assignment("name", SqlQuery.of("NULL"))),
                condition("\"id\" = ?", 12L)));
    if (!has(Capability.UPDATE)) {
      assertCode(
          ErrorCode.OPTION_UNSUPPORTED,
          () -> harness.storage().update(harness.table("t"), updates, StopSignal.NEVER));
      return;
    }
    assertThat(harness.storage().update(harness.table("t"), updates, StopSignal.NEVER))
        .isEqualTo(new RowChange(before.version() + 1, true, 2));
    assertThat(harness.read("t")).containsExactlyInAnyOrder(row(1L, "one"), row(12L, null));
    List<RowUpdate> failing =
        List.of(
            updates.get(1),
            new RowUpdate(
                List.of(new RowUpdate.Assignment("id", SqlQuery.of("CAST(\"name\" AS BIGINT)"))),
                condition("\"id\" = ?", 1L)));
    assertCode(
        ErrorCode.QUERY_FAILED,
        () -> harness.storage().update(harness.table("t"), failing, StopSignal.NEVER));
    assertThat(harness.read("t")).containsExactlyInAnyOrder(row(1L, "one"), row(12L, null));
    try (ReadSession session = harness.engine().openSession()) {
      TableSnapshot snapshot = harness.snapshot(session, "t", AsOf.LATEST);
      assertThat(snapshot.version()).isEqualTo(before.version() + 1);
      assertThat(snapshot.rowCount()).isEqualTo(2);
    }
  }

  /** Asked by whoever watches the running statement, it says at once that it shall stop. */
  private static StopSignal whileItRuns() {
    Thread worker = Thread.currentThread();
    AtomicBoolean running = new AtomicBoolean();
    return () -> {
      if (Thread.currentThread() != worker) {
        running.set(true);
      }
      return running.get()
          ? Optional.of(new VaneException(ErrorCode.CANCELLED, "stopped by the test"))
          : Optional.empty();
    };
  }

  @Test
  @Timeout(60)
  void changeThatIsStoppedWhileItRunsLeavesNothing() {
    if (!has(Capability.DELETE)) {
      return;
    }
    CommitReceipt before = harness.write("t", WriteOptions.append(), ID_NAME, TWO_ROWS);
    SqlQuery endless =
        condition(
            "\"id\" > (SELECT count(*) FROM range(1000000000) AS a(x), range(1000000000) AS b(y) WHERE x + y < 0)");
    assertThatThrownBy(() -> harness.storage().delete(harness.table("t"), endless, whileItRuns()))
        .hasMessageContaining("stopped by the test");
    if (has(Capability.UPDATE)) {
      List<RowUpdate> updates =
          List.of(
              new RowUpdate(
                  List.of(new RowUpdate.Assignment("name", SqlQuery.of("'x'"))), condition("true")),
              new RowUpdate(
                  List.of(new RowUpdate.Assignment("name", SqlQuery.of("'y'"))), endless));
      assertThatThrownBy(() -> harness.storage().update(harness.table("t"), updates, whileItRuns()))
          .hasMessageContaining("stopped by the test");
    }
    assertThat(harness.read("t")).containsExactlyInAnyOrderElementsOf(TWO_ROWS);
    assertThat(harness.storage().delete(harness.table("t"), condition("true"), StopSignal.NEVER))
        .isEqualTo(new RowChange(before.version() + 1, true, 2));
  }

  private static SqlQuery condition(String predicate, Object... values) {
    return new SqlQuery("(" + predicate + ") IS TRUE", List.of(values));
  }

  private boolean has(Capability capability) {
    return harness.storage().capabilities().contains(capability);
  }

  private void assertMismatch(String column, Schema schema) {
    VaneException failure =
        assertCode(
            ErrorCode.SCHEMA_MISMATCH, () -> open("t", WriteOptions.append(), schema).close());
    assertThat(failure.text()).contains("'" + column + "'").contains("schema_mode");
  }

  private void assertUnsupported(WriteOptions options) {
    assertCode(ErrorCode.OPTION_UNSUPPORTED, () -> open("t", options, ID_NAME).close());
  }

  private VaneException assertRefused(ErrorCode code, Schema schema) {
    return assertCode(code, () -> open("t", WriteOptions.append(), schema).close());
  }

  /** The action fails with this code. */
  protected static VaneException assertCode(ErrorCode code, ThrowingCallable action) {
    Throwable thrown = catchThrowable(action);
    assertThat(thrown).isInstanceOf(VaneException.class);
    VaneException failure = (VaneException) thrown;
    assertThat(failure.code()).as(failure.text()).isEqualTo(code);
    return failure;
  }
}

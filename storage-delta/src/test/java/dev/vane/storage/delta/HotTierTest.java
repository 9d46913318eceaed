package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaHouse.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.AsOf;
import dev.vane.spi.BatchDigest;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.LogPosition;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.ReadSession;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.TableLedger;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.TableWriter;
import dev.vane.spi.TieredStorage;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.ChangeReport;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.TableMaintenance;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows before a table and in it, read as one, before, during and after moves. */
class HotTierTest {
  private static final ProducerKey PRODUCER = ProducerKey.producer("stream", "p");

  @TempDir Path directory;
  private DeltaHouse house;

  @BeforeEach
  void open() {
    house = new DeltaHouse(directory, DeltaHouse.hotSettings(directory));
    house.append("t", "SELECT 0 AS a");
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void hotRowsAreReadOnTopOfAVersionThatStays() {
    String before = revision("t");
    assertThat(house.hot("t", "SELECT 1 AS a", CommitMarks.NONE).rows()).isEqualTo(1);
    house.hot("t", "SELECT 2 AS a", CommitMarks.NONE);
    assertThat(house.rows("t")).containsExactly("0", "1", "2");
    assertThat(house.rowCount("t")).isEqualTo(3);
    assertThat(house.version("t")).isZero();
    assertThat(hotRows("t")).isEqualTo(2);
    assertThat(revision("t")).isNotEqualTo(before);
    assertThat(maintenance().describe(table("t")).hotRows()).isEqualTo(2);
    assertThat(maintenance().describe(table("t")).active().rows()).isEqualTo(1);
    assertThat(status().rows()).isEqualTo(2);
    assertThat(status().bytes()).isPositive();
    assertThat(house.rows("t", new AsOf.Version(0))).containsExactly("0");
    assertThat(house.storage.tables()).containsExactly(table("t"));
  }

  @Test
  void aMoveIsOneCommitThatNamesTheSegmentsItHas() {
    house.hot("t", "SELECT 1 AS a", CommitMarks.NONE);
    house.hot("t", "SELECT 2 AS a", CommitMarks.NONE);
    ChangeReport moved = flush("t");
    assertThat(moved.version()).isEqualTo(1);
    assertThat(moved.added().rows()).isEqualTo(2);
    assertThat(moved.added().files()).isEqualTo(1);
    assertThat(house.commit("t", 1)).contains("\"txn\":{\"appId\":\"vane:log:hot-");
    assertThat(house.rows("t")).containsExactly("0", "1", "2");
    assertThat(house.rows("t", new AsOf.Version(1))).containsExactly("0", "1", "2");
    assertThat(hotRows("t")).isZero();
    assertThat(status().rows()).isZero();
    assertThat(flush("t").committed()).isFalse();
    house.hot("t", "SELECT 3 AS a", CommitMarks.NONE);
    assertThat(house.rows("t")).containsExactly("0", "1", "2", "3");
    assertThat(flush("t").version()).isEqualTo(2);
    assertThat(house.rows("t")).containsExactly("0", "1", "2", "3");
  }

  @Test
  void everyTypeIsTheSameBeforeAndAfterAMove() {
    String rows =
        """
        SELECT i::TINYINT AS t, i::SMALLINT AS s, i AS n, i::BIGINT AS b, i / 3 AS d,
          (i / 7)::FLOAT AS f, (i * 1.25)::DECIMAL(20, 4) AS dec, 'x' || i AS text,
          ('x' || i)::BLOB AS bytes, i % 2 = 0 AS flag, DATE '2020-02-28' + i AS day,
          TIMESTAMP '2020-02-28 23:59:59.123456' + to_days(i) AS local,
          TIMESTAMPTZ '2020-02-28 23:59:59.123456+00' + to_days(i) AS instant,
          {'a': i, 'b': [i, NULL], 'c': {'d': 'y' || i}} AS nested,
          MAP {'k' || coalesce(i, 0): i} AS pairs, [[i], NULL] AS lists
        FROM (SELECT unnest([1, 2, 3, NULL])::INTEGER AS i)""";
    house.write("types", rows + " WHERE false", WriteOptions.of(WriteMode.CREATE));
    house.write(
        "divided",
        "SELECT 1 AS a, 'x' AS p, DATE '2020-01-01' AS q WHERE false",
        WriteOptions.of(WriteMode.CREATE).withPartitionBy(List.of("p", "q")));
    house.hot("types", rows, CommitMarks.NONE);
    house.hot(
        "divided",
        "SELECT i AS a, nullif('x/ %' || i, 'x/ %2') AS p, DATE '2020-01-01' + i AS q FROM"
            + " (SELECT unnest([1, 2, 3])::INTEGER AS i) UNION ALL SELECT 9, '', NULL",
        CommitMarks.NONE);
    for (String name : List.of("types", "divided")) {
      List<String> hot = house.rows(name);
      var schema = house.schema(name);
      assertThat(hot).hasSize(4);
      flush(name);
      assertThat(house.rows(name)).isEqualTo(hot);
      assertThat(house.schema(name)).isEqualTo(schema);
      assertThat(hotRows(name)).isZero();
    }
  }

  @Test
  void aSessionKeepsReadingWhatWasMovedAndDroppedMeanwhile() {
    house.hot("t", "SELECT i::INTEGER AS a FROM range(1, 200001) t(i)", CommitMarks.NONE);
    checkpoint();
    try (ReadSession session = house.engine.openSession()) {
      TableSnapshot snapshot =
          house.storage.snapshot(table("t"), AsOf.LATEST, session).orElseThrow();
      flush("t");
      checkpoint();
      // What could take the place of the dropped rows in the file.
      house.hot("t", "SELECT -i::INTEGER AS a FROM range(1, 200001) t(i)", CommitMarks.NONE);
      checkpoint();
      assertThat(
              DeltaHouse.run(
                  session,
                  "SELECT count(*), count(DISTINCT a), sum(a) FROM "
                      + snapshot.relation(List.of()).sql()))
          .containsExactly("200001|200001|20000100000");
      assertThat(snapshot.rowCount()).isEqualTo(200_001);
      // The same session sees the newer version of the table with its older view of what is hot.
      TableSnapshot later = house.storage.snapshot(table("t"), AsOf.LATEST, session).orElseThrow();
      assertThat(later.version()).isEqualTo(1);
      assertThat(
              DeltaHouse.run(
                  session, "SELECT count(*), sum(a) FROM " + later.relation(List.of()).sql()))
          .containsExactly("200001|20000100000");
      assertThat(later.rowCount()).isEqualTo(200_001);
    }
    assertThat(house.query("SELECT count(*), sum(a) FROM {}", "t", AsOf.LATEST))
        .containsExactly("400001|0");
  }

  @Test
  void producersAreKnownInBothTiersAndMoveWithTheirRows() {
    house.hot("t", "SELECT 1 AS a", marks(0, 1, 10));
    house.hot("t", "SELECT 2 AS a", marks(2, 2, 11));
    assertProducer(2);
    flush("t");
    assertProducer(2);
    assertThat(house.commit("t", 1)).contains("\"appId\":\"vane:producer:stream:p\"");
    assertThat(ledger().newest(PRODUCER).orElseThrow().entry())
        .isEqualTo(entry(0, 1).then(entry(2, 2), 100));
    house.hot("t", "SELECT 3 AS a", marks(3, 3, 12));
    assertProducer(3);
    assertMoved(() -> house.hot("t", "SELECT 3 AS a", marks(3, 3, 13)));
    assertMoved(() -> house.hot("t", "SELECT 4 AS a", marks(4, 4, 12)));
    assertThat(house.rows("t")).containsExactly("0", "1", "2", "3");
    house.reopen(DeltaHouse.hotSettings(directory));
    assertProducer(3);
    assertThat(ledger().position("log")).hasValue(12);
    assertThat(house.storage.tablesOf(PRODUCER)).containsExactly(table("t"));
    flush("t");
    assertProducer(3);
    assertThat(ledger().position("log")).hasValue(12);
  }

  @Test
  void aCommitToTheTableItselfFollowsWhatIsHotOfItsProducer() {
    house.hot("t", "SELECT 1 AS a", marks(0, 0, 1));
    try (TableWriter writer = house.open(table("t"), "SELECT 2 AS a", WriteOptions.append())) {
      writer.commit(CommitMarks.of(entry(1, 1)));
    }
    assertThat(hotRows("t")).isZero();
    assertThat(house.version("t")).isEqualTo(2);
    house.hot("t", "SELECT 3 AS a", marks(2, 2, 2));
    assertThat(house.rows("t")).containsExactly("0", "1", "2", "3");
    assertProducer(2);
  }

  @Test
  void whatReplacesOrRemovesRowsFindsTheHotOnes() {
    house.hot("t", "SELECT 1 AS a", CommitMarks.NONE);
    house.append("t", "SELECT 5 AS a");
    assertThat(hotRows("t")).as("an append leaves them").isEqualTo(1);
    house.write("t", "SELECT 1 AS a", WriteOptions.upsert(List.of("a")));
    assertThat(house.rows("t")).containsExactly("0", "1", "5");
    house.hot("t", "SELECT 2 AS a", CommitMarks.NONE);
    maintenance().restore(table("t"), new AsOf.Version(0));
    assertThat(house.rows("t")).containsExactly("0");
    house.hot("t", "SELECT 3 AS a", CommitMarks.NONE);
    house.write("t", "SELECT 'x' AS b", WriteOptions.of(WriteMode.OVERWRITE));
    assertThat(house.rows("t")).containsExactly("x");
    assertThat(hotRows("t")).isZero();
  }

  @Test
  void columnsMayChangeWhileRowsAreHot() {
    house.hot("t", "SELECT 1 AS a", CommitMarks.NONE);
    house.write(
        "t",
        "SELECT 2::BIGINT AS a, 'new' AS b",
        WriteOptions.append().withSchemaMode(SchemaMode.MERGE));
    assertThat(house.rows("t")).containsExactly("0|null", "1|null", "2|new");
    house.hot("t", "SELECT 3::BIGINT AS a, 'hot' AS b", CommitMarks.NONE);
    // A batch that brings a column goes into the table at once, in its order.
    house.hot("t", "SELECT 4::BIGINT AS a, 'at once' AS b, 7 AS c", CommitMarks.NONE);
    List<String> rows =
        List.of("0|null|null", "1|null|null", "2|new|null", "3|hot|null", "4|at once|7");
    assertThat(house.rows("t")).isEqualTo(rows);
    assertThat(hotRows("t")).isEqualTo(2);
    flush("t");
    assertThat(house.rows("t")).isEqualTo(rows);
    assertThat(hotRows("t")).isZero();
  }

  @Test
  void rowsAreMovedByCountAndNeverByEachCommit() {
    house.close();
    Map<String, String> settings = new HashMap<>(DeltaHouse.hotSettings(directory));
    settings.put("hot_rows", "100");
    house = new DeltaHouse(directory, settings);
    IntStream.rangeClosed(1, 400)
        .forEach(i -> house.hot("t", "SELECT %d AS a".formatted(i), CommitMarks.NONE));
    flush("t");
    assertThat(house.rowCount("t")).isEqualTo(401);
    assertThat(house.version("t")).isBetween(1L, 5L);
    assertThat(house.relation("t").files()).isEqualTo(house.version("t") + 1);
  }

  @Test
  void rowsOfAnEarlierProcessAreMovedByAge() {
    house.hot("t", "SELECT 1 AS a", CommitMarks.NONE);
    Map<String, String> settings = new HashMap<>(DeltaHouse.hotSettings(directory));
    settings.put("hot_age_millis", "1");
    settings.put("hot_tier", "false");
    house.reopen(settings);
    // The move that begins by itself comes first, or this one takes its place.
    flush("t");
    assertThat(house.version("t")).isEqualTo(1);
    house.hot("t", "SELECT 2 AS a", CommitMarks.NONE);
    assertThat(hotRows("t")).as("the tier is off").isZero();
    assertThat(house.rows("t")).containsExactly("0", "1", "2");
  }

  private void checkpoint() {
    try (EngineConnection connection = house.engine.connect()) {
      connection.execute("CHECKPOINT delta_hot");
    } catch (VaneException busy) {
      assertThat(busy.text()).isNotEmpty();
    }
  }

  private void assertProducer(long lastOffset) {
    assertThat(ledger().newest(PRODUCER).orElseThrow().entry().lastOffset()).isEqualTo(lastOffset);
    for (long offset = 0; offset <= lastOffset; offset++) {
      assertThat(ledger().covering(PRODUCER, offset).orElseThrow().entry().digest(offset))
          .as("offset %d", offset)
          .contains(digest(offset));
    }
  }

  private static void assertMoved(org.assertj.core.api.ThrowableAssert.ThrowingCallable commit) {
    assertThatThrownBy(commit)
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_MOVED));
  }

  private static CommitMarks marks(long first, long last, long position) {
    return new CommitMarks(
        List.of(entry(first, last)), Optional.of(new LogPosition("log", position)));
  }

  private static LedgerEntry entry(long first, long last) {
    List<BatchDigest> digests =
        IntStream.rangeClosed((int) first, (int) last).mapToObj(HotTierTest::digest).toList();
    BatchDigest all = digests.stream().reduce(BatchDigest.EMPTY, BatchDigest::then);
    return new LedgerEntry(
        PRODUCER, 0, first, last, last - first + 1, last + 1, 8 * (last - first + 1), all, digests);
  }

  private static BatchDigest digest(long offset) {
    return new BatchDigest(offset, -offset);
  }

  private TableLedger ledger() {
    return house.storage.ledger(table("t"));
  }

  private TableMaintenance maintenance() {
    return ((MaintainedStorage) house.storage).maintenance();
  }

  private ChangeReport flush(String name) {
    return maintenance().flush(table(name), Progress.NONE);
  }

  private dev.vane.spi.HotTierStatus status() {
    return ((TieredStorage) house.storage).hotTier();
  }

  private String revision(String name) {
    try (ReadSession session = house.engine.openSession()) {
      return house.storage.snapshot(table(name), AsOf.LATEST, session).orElseThrow().revision();
    }
  }

  private long hotRows(String name) {
    try (ReadSession session = house.engine.openSession()) {
      return house.storage.snapshot(table(name), AsOf.LATEST, session).orElseThrow().hotRows();
    }
  }
}

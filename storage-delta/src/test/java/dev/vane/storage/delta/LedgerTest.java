package dev.vane.storage.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.spi.AsOf;
import dev.vane.spi.BatchCheck;
import dev.vane.spi.BatchDigest;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.RecordedCommit;
import dev.vane.spi.StorageContext;
import dev.vane.spi.TableLedger;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Producers in the log of a Delta table, seen by several gateways. */
class LedgerTest {
  private static final ProducerKey PRODUCER = ProducerKey.producer("a:stream/x", "p 1%");

  @TempDir Path directory;
  private DeltaHouse house;

  @BeforeEach
  void open() {
    house = new DeltaHouse(directory, Map.of(StorageContext.REPLAY_WINDOW, "5"));
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void offsetIsTheTransactionIdentifierThatOtherEnginesRead() {
    write(house, entry(0, 2));
    assertThat(house.commit("t", 0))
        .contains("\"txn\":{\"appId\":\"vane:producer:a%3Astream/x:p%201%25\",\"version\":2");
  }

  @Test
  void replayByASecondGatewayOverTheSameTableIsKnownAndNotApplied() {
    write(house, entry(0, 0));
    try (DeltaHouse second = new DeltaHouse(directory)) {
      RecordedCommit known = ledger(second).covering(PRODUCER, 0).orElseThrow();
      assertThat(known.entry()).isEqualTo(entry(0, 0));
      assertMoved(() -> write(second, entry(0, 0)));
      write(second, entry(1, 1));
      assertMoved(() -> write(house, entry(1, 1)));
      assertThat(ledger(house).newest(PRODUCER).orElseThrow().entry()).isEqualTo(entry(1, 1));
      assertThat(second.rowCount("t")).isEqualTo(2);
    }
    assertThat(house.query("SELECT count(*) FROM {}", "t", AsOf.LATEST)).containsExactly("2");
  }

  @Test
  void aProducerThatTwoGatewaysWriteForAtOnceIsAppliedOnce() {
    write(house, entry(0, 0));
    try (DeltaHouse second = new DeltaHouse(directory);
        TableWriter first = house.open(DeltaHouse.table("t"), "SELECT 1 AS a", append());
        TableWriter other = second.open(DeltaHouse.table("t"), "SELECT 1 AS a", append())) {
      first.commit(CommitMarks.of(entry(1, 1)));
      assertMoved(() -> other.commit(CommitMarks.of(entry(1, 1))));
    }
    assertThat(house.rowCount("t")).isEqualTo(2);
  }

  @Test
  void batchesAreFoundByTheirOffsetsAsFarBackAsTheWindowGoes() {
    for (int offset = 0; offset < 8; offset++) {
      write(house, entry(offset, offset));
    }
    for (int offset = 3; offset < 8; offset++) {
      RecordedCommit commit = ledger(house).covering(PRODUCER, offset).orElseThrow();
      assertThat(commit.entry()).isEqualTo(entry(offset, offset));
      assertThat(commit.version()).isEqualTo(offset);
    }
    assertThat(ledger(house).covering(PRODUCER, 2)).isEmpty();
    assertThat(ledger(house).covering(PRODUCER, 8)).isEmpty();
  }

  @Test
  void newestEntryIsKnownWhenItsCommitIsGoneFromTheLog() throws IOException {
    house.close();
    house = new DeltaHouse(directory, Map.of("checkpoint_interval", "3"));
    CommitReceipt receipt = write(house, entry(0, 4));
    for (int more = 0; more < 3; more++) {
      house.append("t", "SELECT 7 AS a");
    }
    house.close();
    Path log = directory.resolve("delta/t/_delta_log");
    assertThat(log.resolve("00000000000000000003.checkpoint.parquet")).exists();
    for (int version = 0; version <= 2; version++) {
      Files.delete(log.resolve("0000000000000000000%d.json".formatted(version)));
    }
    house = new DeltaHouse(directory);
    RecordedCommit newest = ledger(house).newest(PRODUCER).orElseThrow();
    LedgerEntry full = entry(0, 4);
    assertThat(newest.version()).isEqualTo(receipt.version());
    assertThat(newest.entry())
        .isEqualTo(
            new LedgerEntry(PRODUCER, 1, 4, 4, 0, full.records(), 0, full.digest(), List.of()));
    assertThat(ledger(house).covering(PRODUCER, 3)).isEmpty();
    assertMoved(() -> write(house, entry(0, 4)));
    write(house, entry(5, 5));
    assertThat(house.rowCount("t")).isEqualTo(5);
  }

  @Test
  void batchThatACommitWouldRefuseForItsPartitionIsRefusedByTheCheck() {
    house.write("t", "SELECT 'x' AS p, 'y' AS v", append().withPartitionBy(List.of("p")));
    Schema schema =
        new Schema(
            List.of(
                new Field(
                    "p",
                    FieldType.nullable(new org.apache.arrow.vector.types.pojo.ArrowType.Utf8()),
                    null),
                new Field(
                    "v",
                    FieldType.nullable(new org.apache.arrow.vector.types.pojo.ArrowType.Utf8()),
                    null)));
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(schema, house.allocator);
        BatchCheck check = house.storage.openCheck(DeltaHouse.table("t"), schema, append())) {
      VarCharVector partition = (VarCharVector) batch.getVector("p");
      partition.setSafe(0, new byte[] {'z'});
      partition.setNull(1);
      batch.getVector("v").setNull(1);
      batch.setRowCount(2);
      check.check(batch);
      partition.setSafe(1, new byte[0]);
      batch.setRowCount(2);
      assertThatThrownBy(() -> check.check(batch))
          .isInstanceOfSatisfying(
              VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUE_REFUSED));
    }
    assertThat(house.rowCount("t")).isEqualTo(1);
  }

  private static WriteOptions append() {
    return WriteOptions.append();
  }

  private static CommitReceipt write(DeltaHouse house, LedgerEntry entry) {
    try (TableWriter writer = house.open(DeltaHouse.table("t"), "SELECT 1 AS a", append())) {
      return writer.commit(CommitMarks.of(entry));
    }
  }

  private static LedgerEntry entry(long first, long last) {
    List<BatchDigest> digests =
        java.util.stream.LongStream.rangeClosed(first, last)
            .mapToObj(offset -> new BatchDigest(offset, ~offset))
            .toList();
    return new LedgerEntry(
        PRODUCER, 1, first, last, 1, last + 1, 8, new BatchDigest(-first, last), digests);
  }

  private static TableLedger ledger(DeltaHouse house) {
    return house.storage.ledger(DeltaHouse.table("t"));
  }

  private static void assertMoved(org.assertj.core.api.ThrowableAssert.ThrowingCallable write) {
    assertThatThrownBy(write)
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_MOVED));
  }
}

package dev.vane.gateway.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.spi.BatchDigest;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairedStorageTest {
  private static final ProducerKey PRODUCER = ProducerKey.producer("s", "p");

  @TempDir Path directory;
  private PairHouse house;

  @BeforeEach
  void open() {
    house = new PairHouse(directory);
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void rowsGoIntoBothUnderOneReceipt() {
    CommitReceipt receipt = house.write("one", "two");
    house.write("three");
    assertThat(receipt.rows()).isEqualTo(2);
    assertThat(receipt.version()).isZero();
    house.assertBoth("one", "three", "two");
    assertThat(house.journal()).containsExactly("identity");
  }

  @Test
  void overwriteReplacesBoth() {
    house.write("old");
    house.write(WriteOptions.of(WriteMode.OVERWRITE), CommitMarks.NONE, "new");
    house.assertBoth("new");
  }

  @Test
  void partitionsAreTheLeadersMatter() {
    house.write(WriteOptions.append().withPartitionBy(List.of("name")), CommitMarks.NONE, "a", "b");
    house.assertBoth("a", "b");
    assertThat(directory.resolve("delta/t/name=a")).exists();
  }

  @Test
  void streamWithoutRowsMakesBothTables() {
    house.write();
    house.assertBoth();
  }

  @Test
  void streamThatIsAbortedLeavesNothing() {
    try (TableWriter writer = house.writer(WriteOptions.append())) {
      house.append(writer, "one");
    }
    assertThat(house.leader.tables()).isEmpty();
    assertThat(house.follower.tables()).isEmpty();
    assertThat(house.journal()).containsExactly("identity");
  }

  @Test
  void crashBeforeTheLeadersCommitLeavesNothingInEither() {
    house.write("before");
    house.leader.failCommitAfter(house::keepJournal);
    assertThatThrownBy(() -> house.write("lost")).isInstanceOf(VaneException.class);
    house.restartWithKeptJournal();
    house.assertBoth("before");
    assertThat(house.journal()).containsExactly("identity");
  }

  @Test
  void crashBetweenBothIsRepairedAtStart() {
    house.write("before");
    house.follower.failEverything();
    assertThatThrownBy(() -> house.write("one", "two"))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED))
        .hasMessageContaining("delta")
        .hasMessageContaining("duckdb");
    house.follower.recover();
    assertThat(house.read(house.leader)).containsExactly("before", "one", "two");
    assertThat(house.read(house.follower)).containsExactly("before");
    house.restart();
    house.assertBoth("before", "one", "two");
    assertThat(house.journal()).containsExactly("identity");
    house.write("after");
    house.assertBoth("after", "before", "one", "two");
  }

  @Test
  void crashAfterBothIsNotAppliedAgain() {
    house.follower.afterCommit(house::keepJournal);
    house.write("one");
    house.restartWithKeptJournal();
    house.assertBoth("one");
    assertThat(house.journal()).containsExactly("identity");
  }

  @Test
  void crashInTheRepairIsRepairedByTheNext() {
    house.follower.failEverything();
    assertThatThrownBy(() -> house.write("one")).isInstanceOf(VaneException.class);
    house.follower.recover();
    house.keepJournal();
    house.restart();
    house.restartWithKeptJournal();
    house.assertBoth("one");
  }

  @Test
  void followerThatFailsOnceGetsItsRowsBeforeTheReceipt() {
    house.follower.failCommitOnce();
    house.write("one");
    house.assertBoth("one");
    assertThat(house.journal()).containsExactly("identity");
  }

  @Test
  void whatTheFollowerLacksGoesInBeforeAnythingElse() {
    house.follower.failEverything();
    assertThatThrownBy(() -> house.write("one")).isInstanceOf(VaneException.class);
    house.follower.recover();
    house.write("two");
    house.assertBoth("one", "two");
    assertThat(house.journal()).containsExactly("identity");
  }

  @Test
  void producersAreRecordedInBothAndRepairedWithTheRows() {
    house.follower.failEverything();
    assertThatThrownBy(() -> house.write(WriteOptions.append(), marks(0), "one"))
        .isInstanceOf(VaneException.class);
    house.follower.recover();
    assertThat(house.ledger().newest(PRODUCER)).isEmpty();
    house.restart();
    assertThat(house.ledger().newest(PRODUCER).orElseThrow().entry()).isEqualTo(entry(0));
    assertThatThrownBy(() -> house.write(WriteOptions.append(), marks(0), "one"))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_MOVED));
    house.write(WriteOptions.append(), marks(1), "two");
    house.assertBoth("one", "two");
  }

  @Test
  void batchesCannotBeAcknowledgedOneByOne() {
    house.write("one");
    Schema schema = PairHouse.SCHEMA;
    assertThatThrownBy(() -> house.pair.openCheck(house.table(), schema, WriteOptions.append()))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_UNSUPPORTED));
  }

  private static CommitMarks marks(long offset) {
    return CommitMarks.of(entry(offset));
  }

  private static LedgerEntry entry(long offset) {
    BatchDigest digest = new BatchDigest(-offset - 1, offset);
    return new LedgerEntry(PRODUCER, 3, offset, offset, 1, offset + 1, 8, digest, List.of(digest));
  }
}

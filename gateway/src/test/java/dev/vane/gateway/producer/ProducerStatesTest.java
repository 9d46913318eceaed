package dev.vane.gateway.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.ProducerKey;
import dev.vane.spi.RecordedCommit;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProducerStatesTest {
  private static final TableId SLOW = new TableId("delta", "main", "slow");
  private static final TableId QUICK = new TableId("duckdb", "main", "quick");

  private final ProducerStates states = new ProducerStates(10);

  /** An empty ledger that takes its time. */
  private static final class GatedLedger implements TableLedger {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    @Override
    public Optional<RecordedCommit> newest(ProducerKey key) {
      asked.countDown();
      try {
        answer.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return Optional.empty();
    }

    @Override
    public Optional<RecordedCommit> covering(ProducerKey key, long offset) {
      return Optional.empty();
    }

    @Override
    public OptionalLong position(String log) {
      return OptionalLong.empty();
    }
  }

  @Test
  void ledgerThatIsReadSlowlyHoldsUpNoOtherProducer() throws Exception {
    GatedLedger slow = new GatedLedger();
    GatedLedger quick = new GatedLedger();
    quick.answer.countDown();
    ProducerKey key = ProducerKey.producer("s", "p");
    CompletableFuture<ProducerState> waiting =
        CompletableFuture.supplyAsync(() -> states.take(slow, SLOW, key));
    slow.asked.await();

    ProducerState other = states.take(quick, QUICK, key);
    states.takeAgain(other);
    states.giveBack(other);
    states.giveBack(other);
    assertThat(states.count()).isEqualTo(1);
    assertThat(waiting.isDone()).isFalse();

    slow.answer.countDown();
    states.giveBack(waiting.get());
    assertThat(states.count()).isZero();
  }
}

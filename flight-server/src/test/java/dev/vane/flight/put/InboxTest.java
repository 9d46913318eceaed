package dev.vane.flight.put;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.flight.ipc.FlightMessage;
import dev.vane.gateway.memory.LedgerLimits;
import dev.vane.gateway.memory.MemoryLedger;
import dev.vane.gateway.memory.StreamAccount;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InboxTest {
  private static final long WINDOW_BYTES = 8 << 20;
  private static final Duration PATIENT = Duration.ofSeconds(20);

  private final BufferAllocator allocator = new RootAllocator();
  private final AtomicInteger requested = new AtomicInteger();
  private final MemoryLedger ledger =
      new MemoryLedger(
          new LedgerLimits(8 * WINDOW_BYTES, 8 * WINDOW_BYTES, 2 * WINDOW_BYTES, Duration.ZERO),
          () -> 0);
  private final StreamAccount others = ledger.open("others");
  private final Inbox inbox =
      new Inbox(ledger.open(MemoryLedger.ANONYMOUS), requested::incrementAndGet);

  @AfterEach
  void nothingLeaked() {
    inbox.close();
    allocator.close();
  }

  @Test
  void messagesComeOutInOrderAndThenTheEnd() {
    inbox.open();
    inbox.add(message(1));
    inbox.add(message(2));
    inbox.end();
    assertThat(takeSize()).isEqualTo(1);
    assertThat(takeSize()).isEqualTo(2);
    assertThat(inbox.take(PATIENT)).isNull();
  }

  @Test
  void clientWaitsWhileTheWindowIsFull() {
    inbox.open();
    assertThat(requested.get()).isEqualTo(Inbox.PIPELINE);
    inbox.add(message(WINDOW_BYTES));
    inbox.add(message(WINDOW_BYTES));
    assertThat(requested.get()).isEqualTo(Inbox.PIPELINE);
    takeSize();
    assertThat(requested.get()).isEqualTo(Inbox.PIPELINE);
    takeSize();
    assertThat(requested.get()).isEqualTo(2 * Inbox.PIPELINE);
  }

  @Test
  void streamsTogetherOverTheBudgetSendOneMessageAtATime() {
    others.add(4 * WINDOW_BYTES + 1);
    inbox.open();
    assertThat(requested.get()).isEqualTo(1);
    inbox.add(message(8));
    assertThat(requested.get()).isEqualTo(1);
    takeSize();
    assertThat(requested.get()).isEqualTo(2);
    others.remove(4 * WINDOW_BYTES + 1);
    inbox.add(message(8));
    assertThat(requested.get()).isEqualTo(4);
  }

  @Test
  void whatIsTakenOrThrownAwayLeavesTheLedger() {
    inbox.open();
    inbox.add(message(4 * WINDOW_BYTES));
    inbox.add(message(8));
    takeSize();
    assertThat(ledger.held()).isEqualTo(8);
    inbox.close();
    assertThat(ledger.held()).isZero();
  }

  @Test
  void tinyMessagesAreBoundedByTheirNumber() {
    inbox.open();
    for (int i = 0; i < requested.get(); i++) {
      inbox.add(message(0));
    }
    assertThat(requested.get()).isEqualTo(Inbox.WINDOW_MESSAGES);
  }

  @Test
  void errorPassesWhatWaits() {
    inbox.open();
    inbox.add(message(8));
    inbox.fail(new VaneException(ErrorCode.CANCELLED, "gone"));
    inbox.fail(new VaneException(ErrorCode.SHUTTING_DOWN, "later"));
    assertThatThrownBy(() -> inbox.take(PATIENT)).hasMessage("gone");
    assertThatThrownBy(inbox::requireSound).hasMessage("gone");
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @Test
  void errorWakesWhoWaits() {
    CompletableFuture<FlightMessage> taken =
        CompletableFuture.supplyAsync(() -> inbox.take(PATIENT));
    inbox.fail(new VaneException(ErrorCode.CANCELLED, "gone"));
    assertThatThrownBy(taken::join).hasRootCauseMessage("gone");
  }

  @Test
  void silenceIsAnError() {
    assertThatThrownBy(() -> inbox.take(Duration.ofMillis(1)))
        .hasMessageContaining("limits.stream_idle")
        .extracting("code")
        .isEqualTo(ErrorCode.LIMIT_STREAM_IDLE);
  }

  @Test
  void messageAfterTheCloseIsGivenBack() {
    inbox.open();
    inbox.close();
    inbox.add(message(64));
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  private long takeSize() {
    FlightMessage message = inbox.take(PATIENT);
    assertThat(message).isNotNull();
    if (message == null) {
      return -1;
    }
    inbox.giveBack(message);
    return message.size();
  }

  private FlightMessage message(long size) {
    return new FlightMessage(null, ByteBuffer.allocate(0), null, allocator.buffer(8), null, size);
  }
}

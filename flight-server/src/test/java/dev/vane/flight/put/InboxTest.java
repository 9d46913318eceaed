package dev.vane.flight.put;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.flight.ipc.FlightMessage;
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
  private static final Duration PATIENT = Duration.ofSeconds(20);

  private final BufferAllocator allocator = new RootAllocator();
  private final AtomicInteger requested = new AtomicInteger();
  private final InboundBudget budget = new InboundBudget(4 * Inbox.WINDOW_BYTES);
  private final Inbox inbox = new Inbox(budget, requested::incrementAndGet);

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
    inbox.add(message(Inbox.WINDOW_BYTES));
    inbox.add(message(Inbox.WINDOW_BYTES));
    assertThat(requested.get()).isEqualTo(Inbox.PIPELINE);
    takeSize();
    assertThat(requested.get()).isEqualTo(Inbox.PIPELINE);
    takeSize();
    assertThat(requested.get()).isEqualTo(2 * Inbox.PIPELINE);
  }

  @Test
  void streamsTogetherOverTheBudgetSendOneMessageAtATime() {
    budget.add(4 * Inbox.WINDOW_BYTES);
    inbox.open();
    assertThat(requested.get()).isEqualTo(1);
    inbox.add(message(8));
    assertThat(requested.get()).isEqualTo(1);
    takeSize();
    assertThat(requested.get()).isEqualTo(2);
    budget.remove(4 * Inbox.WINDOW_BYTES);
    inbox.add(message(8));
    assertThat(requested.get()).isEqualTo(4);
  }

  @Test
  void whatIsThrownAwayLeavesTheBudget() {
    inbox.open();
    inbox.add(message(4 * Inbox.WINDOW_BYTES));
    assertThat(budget.hasRoom()).isFalse();
    inbox.close();
    assertThat(budget.hasRoom()).isTrue();
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
    try (FlightMessage message = inbox.take(PATIENT)) {
      assertThat(message).isNotNull();
      return message == null ? -1 : message.size();
    }
  }

  private FlightMessage message(long size) {
    return new FlightMessage(null, ByteBuffer.allocate(0), null, allocator.buffer(8), null, size);
  }
}

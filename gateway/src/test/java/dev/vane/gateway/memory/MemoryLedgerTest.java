package dev.vane.gateway.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MemoryLedgerTest {
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final AtomicLong allocated = new AtomicLong();

  private MemoryLedger ledger(Duration patience) {
    return new MemoryLedger(new LedgerLimits(1_000, 400, 100, patience), allocated::get);
  }

  private static void nothingGathered() {}

  private static VaneException refusal(ThrowingCallable action) {
    VaneException failure = catchThrowableOfType(VaneException.class, action);
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(ErrorCode.LIMIT_MEMORY);
    return failure;
  }

  @Test
  void tenantOverItsShareIsRefusedAndToldWhenToComeAgainWhileAnotherGoesOn() {
    MemoryLedger ledger = ledger(AT_ONCE);
    StreamAccount first = ledger.open("a");
    StreamAccount second = ledger.open("a");
    StreamAccount other = ledger.open("b");
    first.add(300);
    second.add(101);
    other.add(400);
    VaneException refused = refusal(() -> second.awaitRoom(MemoryLedgerTest::nothingGathered));
    assertThat(refused.text()).contains("limits.tenant_share", "401", "400", "Come again in 5 s.");
    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(5));
    assertThat(other.awaitRoom(MemoryLedgerTest::nothingGathered)).isFalse();
    second.remove(1);
    assertThat(second.awaitRoom(MemoryLedgerTest::nothingGathered)).isFalse();
    assertThat(ledger.held()).isEqualTo(800);
    assertThat(ledger.largestTenant()).isEqualTo(400);
  }

  @Test
  void processOverItsLimitRefusesEveryTenant() {
    MemoryLedger ledger = ledger(AT_ONCE);
    allocated.set(1_001);
    for (StreamAccount account : List.of(ledger.open("a"), ledger.open("b"))) {
      assertThat(refusal(() -> account.awaitRoom(MemoryLedgerTest::nothingGathered)).text())
          .contains("limits.memory");
    }
  }

  @Test
  void streamsSlowDownBeforeAnyIsRefused() {
    MemoryLedger ledger = ledger(AT_ONCE);
    StreamAccount one = ledger.open("a");
    StreamAccount other = ledger.open("b");
    one.add(200);
    assertThat(one.isTight()).isFalse();
    one.add(1);
    assertThat(one.isTight()).isTrue();
    assertThat(other.isTight()).isFalse();
    assertThat(one.awaitRoom(MemoryLedgerTest::nothingGathered)).isFalse();
    assertThat(one.window()).isEqualTo(50);
  }

  @Test
  void whoWaitsGoesOnWhenAnotherGivesBack() throws Exception {
    MemoryLedger ledger = ledger(LONG);
    StreamAccount holder = ledger.open("a");
    StreamAccount waiter = ledger.open("a");
    holder.add(401);
    CompletableFuture<Boolean> waited =
        CompletableFuture.supplyAsync(() -> waiter.awaitRoom(MemoryLedgerTest::nothingGathered));
    awaitWaiting(ledger, 1);
    assertThat(waited.isDone()).isFalse();
    holder.remove(401);
    assertThat(waited.get()).isTrue();
    assertThat(ledger.waiting()).isZero();
  }

  @Test
  void whatItsWriterGatheredIsHandedOnBeforeItWaits() {
    MemoryLedger ledger = ledger(AT_ONCE);
    AtomicLong gathered = new AtomicLong(500);
    StreamAccount account = ledger.open("a");
    ledger.open("a").add(10);
    account.measureBy(gathered::get);
    assertThat(ledger.held()).isEqualTo(510);
    account.awaitRoom(() -> gathered.set(0));
    assertThat(ledger.held()).isEqualTo(10);
    gathered.set(700);
    account.measure();
    account.close();
    assertThat(ledger.held()).isEqualTo(10);
  }

  @Test
  void streamThatHoldsEverythingDoesNotWaitForItself() {
    MemoryLedger ledger = ledger(LONG);
    StreamAccount account = ledger.open("a");
    account.add(900);
    account.awaitRoom(MemoryLedgerTest::nothingGathered);
  }

  /** When all wait and nobody can go on, one has to go; with its room the others go on. */
  @Test
  void ofManyWhoWaitForEachOtherOneIsRefused() throws Exception {
    MemoryLedger ledger = ledger(Duration.ofSeconds(1));
    List<StreamAccount> accounts = Stream.generate(() -> ledger.open("a")).limit(4).toList();
    accounts.forEach(account -> account.add(101));
    CountDownLatch refused = new CountDownLatch(1);
    List<CompletableFuture<Void>> all =
        accounts.stream()
            .map(
                account ->
                    CompletableFuture.runAsync(
                        () -> {
                          try {
                            account.awaitRoom(MemoryLedgerTest::nothingGathered);
                          } catch (VaneException failure) {
                            account.remove(101);
                            refused.countDown();
                            throw failure;
                          }
                        },
                        task -> new Thread(task).start()))
            .toList();
    refused.await();
    for (CompletableFuture<Void> each : all) {
      try {
        each.get(20, TimeUnit.SECONDS);
      } catch (ExecutionException expected) {
        assertThat(expected).hasCauseInstanceOf(VaneException.class);
      } catch (TimeoutException e) {
        throw new AssertionError("A stream waits for ever", e);
      }
    }
    assertThat(all.stream().filter(CompletableFuture::isCompletedExceptionally)).hasSize(1);
    assertThat(ledger.held()).isEqualTo(303);
  }

  @Test
  void streamThatIsStoppedWaitsNoLonger() throws Exception {
    MemoryLedger ledger = ledger(LONG);
    ledger.open("a").add(401);
    StreamAccount waiter = ledger.open("a");
    CompletableFuture<Boolean> waited =
        CompletableFuture.supplyAsync(() -> waiter.awaitRoom(MemoryLedgerTest::nothingGathered));
    awaitWaiting(ledger, 1);
    waiter.stop(new VaneException(ErrorCode.CANCELLED, "gone"));
    assertThat(catchThrowableOfType(ExecutionException.class, waited::get).getCause())
        .hasMessage("gone");
  }

  @Test
  void messageThatArrivesBeyondAllMeasureIsRefusedWhileItArrives() {
    MemoryLedger ledger = ledger(LONG);
    StreamAccount account = ledger.open("a");
    allocated.set(900);
    account.arrive(300);
    assertThat(refusal(() -> account.arrive(100)).retryAfter()).isPresent();
    assertThat(ledger.arriving()).isEqualTo(400);
    account.arrive(-400);
    assertThat(ledger.arriving()).isZero();
  }

  private static void awaitWaiting(MemoryLedger ledger, int count) throws InterruptedException {
    while (ledger.waiting() < count) {
      Thread.sleep(1);
    }
  }
}

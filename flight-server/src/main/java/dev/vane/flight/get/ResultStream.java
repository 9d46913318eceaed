package dev.vane.flight.get;

import dev.vane.config.Durations;
import dev.vane.flight.call.FlightErrors;
import dev.vane.gateway.query.Answer;
import dev.vane.gateway.query.Cancellation;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way to a client, on a thread of its own: gRPC's callbacks must stay free to
 * tell of readiness and cancellation, and gRPC itself never waits, so the next batch is fetched
 * only when the client has taken most of the last one. What a slow client holds here is the
 * sender's buffer and one batch, whatever the size of the result.
 *
 * <p>Batches go to the network without a copy. That is sound because every batch of an answer has
 * fresh buffers, which live until the network has sent them.
 */
final class ResultStream implements Runnable {
  /** Readiness is told by callback; looking again now and then costs nothing and misses nothing. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Function<Cancellation, Answer> question;
  private final ServerCallStreamObserver<ResultMessage> responses;
  private final Duration clientStall;
  private final FlightErrors errors;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Cancellation cancellation = new Cancellation();
  private @Nullable VaneException stopped;

  /**
   * @param question what opens the answer
   */
  ResultStream(
      Function<Cancellation, Answer> question,
      ServerCallStreamObserver<ResultMessage> responses,
      Duration clientStall,
      FlightErrors errors) {
    this.question = question;
    this.responses = responses;
    this.clientStall = clientStall;
    this.errors = errors;
  }

  /** The client may be ready for more. */
  void wake() {
    lock.lock();
    try {
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Stops the query, from any thread; the first reason counts. */
  void stop(VaneException reason) {
    lock.lock();
    try {
      if (stopped == null) {
        stopped = reason;
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
    cancellation.cancel();
  }

  /** The client is gone. */
  void cancelled() {
    stop(new VaneException(ErrorCode.CANCELLED, "The client cancelled its query."));
  }

  @Override
  public void run() {
    try {
      send();
      responses.onCompleted();
    } catch (RuntimeException | Error e) {
      StatusRuntimeException status = errors.report(reason(e));
      if (!responses.isCancelled()) {
        responses.onError(status);
      }
    }
  }

  private void send() {
    try (Answer answer = question.apply(cancellation)) {
      requireRunning();
      responses.onNext(ResultMessage.ofSchema(answer.schema()));
      while (answer.next()) {
        try (ResultMessage message = ResultMessage.ofBatch(answer.batch())) {
          awaitReady();
          responses.onNext(message);
        }
      }
      requireRunning();
    }
  }

  private void awaitReady() {
    long left = clientStall.toNanos();
    lock.lock();
    try {
      while (stopped == null && !responses.isCancelled() && !responses.isReady()) {
        if (left <= 0) {
          throw new VaneException(
              ErrorCode.LIMIT_CLIENT_STALL,
              "The client took no data of its result for %s, as long as limits.client_stall allows. Ask again, and read the result as it comes."
                  .formatted(Durations.print(clientStall)));
        }
        long wait = Math.min(left, LOOK_AGAIN.toNanos());
        left -= wait - changed.awaitNanos(wait);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VaneException(
          ErrorCode.SHUTTING_DOWN, "The gateway is stopping; ask again later.", e);
    } finally {
      lock.unlock();
    }
    requireRunning();
  }

  private void requireRunning() {
    lock.lock();
    try {
      if (stopped != null) {
        throw stopped;
      }
    } finally {
      lock.unlock();
    }
    if (responses.isCancelled()) {
      throw new VaneException(ErrorCode.CANCELLED, "The client cancelled its query.");
    }
  }

  /** Why the stream was stopped, if it was: what the query then throws only follows from that. */
  private Throwable reason(Throwable thrown) {
    lock.lock();
    try {
      return stopped == null ? thrown : stopped;
    } finally {
      lock.unlock();
    }
  }
}

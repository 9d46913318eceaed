package dev.vane.gateway.query;

import dev.vane.config.LimitsConfiguration;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets as many queries run as {@code limits.queries} allows; {@code limits.query_queue} more wait
 * their turn, in order, for at most {@code limits.query_time}; further ones are refused at once. A
 * client that leaves while it waits gives its turn up.
 */
final class QueryGate {
  private final LimitsConfiguration limits;
  private final GatewayMetrics metrics;
  private final Semaphore places;
  private final AtomicInteger waiting = new AtomicInteger();

  QueryGate(LimitsConfiguration limits, GatewayMetrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
    this.places = new Semaphore(limits.queries(), true);
  }

  /**
   * Takes a place, waiting for it if need be. Every successful call is followed by one {@link
   * #leave}.
   *
   * @throws VaneException {@link ErrorCode#LIMIT_QUERY_QUEUE}, {@link ErrorCode#CANCELLED}
   */
  void enter(Cancellation cancellation) {
    if (places.tryAcquire()) {
      return;
    }
    if (waiting.incrementAndGet() > limits.queryQueue()) {
      waiting.decrementAndGet();
      throw full("%d wait already".formatted(limits.queryQueue()));
    }
    metrics.queryQueued();
    Thread waiter = Thread.currentThread();
    Cancellation.Registration registration = cancellation.onCancel(waiter::interrupt);
    try {
      if (!places.tryAcquire(limits.queryTime().toMillis(), TimeUnit.MILLISECONDS)) {
        throw full("none ended within limits.query_time");
      }
    } catch (InterruptedException e) {
      throw new VaneException(ErrorCode.CANCELLED, "The query was cancelled while it waited.", e);
    } finally {
      registration.close();
      metrics.queryUnqueued();
      waiting.decrementAndGet();
    }
  }

  void leave() {
    places.release();
  }

  private VaneException full(String why) {
    return new VaneException(
        ErrorCode.LIMIT_QUERY_QUEUE,
        "%d queries run, as many as limits.queries allows, and %s. Try again later."
            .formatted(limits.queries(), why));
  }
}

package dev.vane.gateway.query;

import dev.vane.gateway.metrics.GatewayMetrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;

/**
 * What one running answer holds: its place, its session, its plan, its result. Closing gives all of
 * it back, the newest first, and counts the query.
 */
final class AnswerResources implements AutoCloseable {
  private final LongConsumer ended;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private long rows;
  private boolean closed;

  AnswerResources(QueryGate gate, GatewayMetrics metrics, String kind, long startedNanos) {
    this(
        rows -> {
          metrics.queryEnded(kind, Duration.ofNanos(System.nanoTime() - startedNanos), rows);
          gate.leave();
        });
  }

  private AnswerResources(LongConsumer ended) {
    this.ended = ended;
  }

  /**
   * Those of an answer that another answer reads: it has no place of its own and is not counted.
   */
  static AnswerResources ofPart() {
    return new AnswerResources(rows -> {});
  }

  <T extends AutoCloseable> T add(T resource) {
    open.push(resource);
    return resource;
  }

  void countRows(long sent) {
    rows += sent;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      closeAll();
    } finally {
      ended.accept(rows);
    }
  }

  private void closeAll() {
    RuntimeException failure = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (RuntimeException e) {
        failure = e;
      } catch (Exception e) {
        failure = new IllegalStateException("A resource of a query did not close", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}

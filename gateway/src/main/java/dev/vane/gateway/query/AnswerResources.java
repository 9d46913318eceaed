package dev.vane.gateway.query;

import dev.vane.gateway.metrics.GatewayMetrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What one running answer holds: its place, its session, its plan, its result. Closing gives all of
 * it back, the newest first, and counts the query.
 */
final class AnswerResources implements AutoCloseable {
  private final QueryGate gate;
  private final GatewayMetrics metrics;
  private final String kind;
  private final long startedNanos;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private long rows;
  private boolean closed;

  AnswerResources(QueryGate gate, GatewayMetrics metrics, String kind, long startedNanos) {
    this.gate = gate;
    this.metrics = metrics;
    this.kind = kind;
    this.startedNanos = startedNanos;
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
      metrics.queryEnded(kind, Duration.ofNanos(System.nanoTime() - startedNanos), rows);
      gate.leave();
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

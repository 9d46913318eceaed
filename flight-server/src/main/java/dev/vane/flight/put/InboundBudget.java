package dev.vane.flight.put;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that wait in all inboxes together. While they are many, each stream gets on with one
 * message at a time instead of its whole window, so that many streams at once are slowed down and
 * not refused. Safe for many threads.
 */
final class InboundBudget {
  private final long limit;
  private final AtomicLong waiting = new AtomicLong();

  /**
   * @param limit bytes from which on streams send one message at a time
   */
  InboundBudget(long limit) {
    this.limit = limit;
  }

  void add(long bytes) {
    waiting.addAndGet(bytes);
  }

  void remove(long bytes) {
    waiting.addAndGet(-bytes);
  }

  boolean hasRoom() {
    return waiting.get() < limit;
  }
}

package dev.vane.duckdb;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait for their next session, the one used last on top, because it has the
 * statements ready that are asked now. Safe for many threads.
 */
final class IdleConnections {
  /** Each may keep statements that were prepared. */
  private static final int MOST = 8;

  private final Deque<SessionConnection> idle = new ArrayDeque<>();
  private long generation;

  /** One that waits, if any does; it is the caller's. */
  synchronized @Nullable SessionConnection take() {
    return idle.poll();
  }

  /** What connections that are opened now belong to. */
  synchronized long generation() {
    return generation;
  }

  /**
   * Keeps a connection for the next session, or closes it.
   *
   * @param since the generation that it belongs to
   */
  void give(SessionConnection connection, long since) {
    synchronized (this) {
      if (since == generation && idle.size() < MOST) {
        idle.push(connection);
        return;
      }
    }
    connection.close();
  }

  /** Closes those that wait, and has those that are in use closed when their session ends. */
  void clear() {
    Deque<SessionConnection> gone;
    synchronized (this) {
      generation++;
      gone = new ArrayDeque<>(idle);
      idle.clear();
    }
    gone.forEach(SessionConnection::close);
  }
}

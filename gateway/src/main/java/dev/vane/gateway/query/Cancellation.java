package dev.vane.gateway.query;

import java.util.ArrayList;
import java.util.List;

/**
 * Carries "the client has gone" from a wire to whatever is running for it, from the first moment of
 * a question: waiting for a place, planning, computing, sending. Safe for many threads.
 */
public final class Cancellation {
  private final List<Runnable> handlers = new ArrayList<>();
  private boolean cancelled;

  /** Runs every handler, now and once; those that are added later run at once. */
  public void cancel() {
    List<Runnable> current;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      current = List.copyOf(handlers);
    }
    current.forEach(Runnable::run);
  }

  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /** A handler for as long as the registration is open. */
  Registration onCancel(Runnable handler) {
    boolean now;
    synchronized (this) {
      now = cancelled;
      handlers.add(handler);
    }
    if (now) {
      handler.run();
    }
    return () -> remove(handler);
  }

  private synchronized void remove(Runnable handler) {
    handlers.remove(handler);
  }

  /** Ends the registration of a handler. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}

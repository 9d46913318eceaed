package dev.vane.flight;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads of the Flight port. Their number is not bounded here: callbacks of the transport
 * share them with streams that wait, and a bound would let the streams starve the callbacks that
 * they wait for. What bounds them are the limits on streams and queries.
 */
final class FlightThreads {
  private FlightThreads() {}

  static ExecutorService create() {
    AtomicLong number = new AtomicLong();
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(task, "vane-flight-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}

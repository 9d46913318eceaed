package dev.vane.log;

import java.time.Duration;

/** Hears of the log's work, for metrics. Called by the log's writer. */
public interface LogListener {
  /** Hears nothing. */
  LogListener NONE = (entries, time) -> {};

  /** So many entries became durable by one sync. */
  void synced(int entries, Duration time);
}

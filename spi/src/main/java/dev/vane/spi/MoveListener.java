package dev.vane.spi;

import java.time.Duration;

/** Hears of moves out of a hot tier, on the thread that moves; must not block. */
public interface MoveListener {
  /** So many rows are in their table's files now. */
  void moved(long rows, Duration time);

  /** They stay hot, and are tried again. */
  void failed();
}

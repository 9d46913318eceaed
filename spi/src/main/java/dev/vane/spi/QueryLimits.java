package dev.vane.spi;

import java.time.Duration;

/**
 * What one query may take.
 *
 * @param time from start to last batch; zero for no limit
 * @param batchRows most rows in one result batch
 */
public record QueryLimits(Duration time, int batchRows) {
  public static final int DEFAULT_BATCH_ROWS = 65_536;

  /** No time limit, batches of the default size. */
  public static QueryLimits none() {
    return new QueryLimits(Duration.ZERO, DEFAULT_BATCH_ROWS);
  }
}

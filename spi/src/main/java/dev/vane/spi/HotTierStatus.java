package dev.vane.spi;

import java.time.Duration;

/**
 * What a hot tier holds.
 *
 * @param bytes of the rows in Arrow
 * @param age since the oldest of them came; zero when there are none
 * @param limit bytes from which batches are refused; 0 where there is no hot tier
 * @param due age of the oldest row from which it is moved
 */
public record HotTierStatus(long rows, long bytes, Duration age, long limit, Duration due) {
  /** Nothing is hot. */
  public static final HotTierStatus NONE = new HotTierStatus(0, 0, Duration.ZERO, 0, Duration.ZERO);
}

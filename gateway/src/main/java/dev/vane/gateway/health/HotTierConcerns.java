package dev.vane.gateway.health;

import dev.vane.spi.HotTierStatus;
import dev.vane.spi.TieredStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether hot rows are moved as they should be. */
public final class HotTierConcerns {
  private static final int NEAR_PERCENT = 80;

  /** A move of many rows takes its time, and one that fails is tried again within a minute. */
  private static final Duration LATE = Duration.ofMinutes(5);

  private HotTierConcerns() {}

  /** What is of concern in the hot tier of a backend. */
  public static List<Concern> of(TieredStorage storage) {
    HotTierStatus hot = storage.hotTier();
    List<Concern> concerns = new ArrayList<>();
    if (hot.limit() > 0 && hot.bytes() > hot.limit() / 100 * NEAR_PERCENT) {
      concerns.add(
          new Concern(
              "hot_tier_near_limit",
              "Hot rows of Delta tables take %,d bytes, and delta_config.hot_limit is %,d; batches are refused there with LIMIT_HOT_TIER. Look in the log for moves that fail."
                  .formatted(hot.bytes(), hot.limit())));
    }
    if (hot.age().compareTo(hot.due().plus(LATE)) > 0) {
      concerns.add(
          new Concern(
              "hot_rows_late",
              "Rows of a Delta table have been hot for %,d s, and delta_config.hot_age is %,d s. Look in the log for moves that fail."
                  .formatted(hot.age().toSeconds(), hot.due().toSeconds())));
    }
    return concerns;
  }
}

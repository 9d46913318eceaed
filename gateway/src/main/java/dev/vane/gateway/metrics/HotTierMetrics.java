package dev.vane.gateway.metrics;

import dev.vane.spi.HotTierStatus;
import dev.vane.spi.MoveListener;
import dev.vane.spi.Storage;
import dev.vane.spi.TieredStorage;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/** Shows what is hot, and what is moved. */
public final class HotTierMetrics {
  private HotTierMetrics() {}

  /** Publishes the sums over all backends that have a hot tier. */
  public static void publish(List<Storage> storages, GatewayMetrics metrics) {
    List<TieredStorage> tiered =
        storages.stream()
            .filter(TieredStorage.class::isInstance)
            .map(TieredStorage.class::cast)
            .toList();
    metrics.observe(
        "hot_rows",
        "Rows of Delta tables that are not in data files yet.",
        () -> sum(tiered, HotTierStatus::rows));
    metrics.observe(
        "hot_bytes", "Arrow bytes of these rows.", () -> sum(tiered, HotTierStatus::bytes));
    metrics.observe(
        "hot_age_seconds",
        "Time since the oldest of these rows came.",
        () -> sum(tiered, status -> status.age().toSeconds()));
    tiered.forEach(
        storage -> {
          metrics.limit("delta_config.hot_limit", storage.hotTier().limit());
          metrics.limit("delta_config.hot_age", storage.hotTier().due().toSeconds());
          storage.onMove(
              new MoveListener() {
                @Override
                public void moved(long rows, Duration time) {
                  metrics.hotMoved(rows, time);
                }

                @Override
                public void failed() {
                  metrics.hotMoveFailed();
                }
              });
        });
  }

  private static long sum(List<TieredStorage> tiered, ToLongFunction<HotTierStatus> value) {
    return tiered.stream().map(TieredStorage::hotTier).mapToLong(value).sum();
  }
}

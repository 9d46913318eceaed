package dev.vane.gateway.pair;

import dev.vane.spi.Capability;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.WriteOptions;
import java.util.List;
import java.util.Map;

/** What of the pair's concerns one of its halves. */
final class Halves {
  private Halves() {}

  static TableId in(Storage half, TableId table) {
    return new TableId(half.name(), table.schema(), table.name());
  }

  /** Options of files and their layout mean nothing to a half without either. */
  static WriteOptions options(Storage half, WriteOptions options) {
    return half.capabilities().contains(Capability.PARTITIONING)
        ? options
        : options.withPartitionBy(List.of()).withOptions(Map.of());
  }
}

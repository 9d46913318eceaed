package dev.vane.gateway.metrics;

import dev.vane.spi.FileCacheStatus;
import dev.vane.spi.FileCachingStorage;
import dev.vane.spi.Storage;
import java.util.List;

/** What is to be seen of copies of a remote store's files. */
public final class FileCacheMetrics {
  private FileCacheMetrics() {}

  /** Publishes those of the backend that has such copies, if one has. */
  public static void publish(List<Storage> storages, GatewayMetrics metrics) {
    storages.stream()
        .filter(FileCachingStorage.class::isInstance)
        .map(FileCachingStorage.class::cast)
        .filter(storage -> !storage.fileCache().equals(FileCacheStatus.NONE))
        .findFirst()
        .ifPresent(storage -> publish(storage, metrics));
  }

  private static void publish(FileCachingStorage storage, GatewayMetrics metrics) {
    metrics.limit("delta_config.s3_cache", storage.fileCache().limit());
    metrics.observe(
        "file_cache_bytes",
        "Bytes that copies of the object store's files take.",
        () -> storage.fileCache().bytes());
    metrics.observe(
        "file_cache_hits",
        "Files that were read and had a copy, since the start.",
        () -> storage.fileCache().hits());
    metrics.observe(
        "file_cache_misses",
        "Files that had to be fetched to be read, since the start.",
        () -> storage.fileCache().misses());
  }
}

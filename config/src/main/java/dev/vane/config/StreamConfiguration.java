package dev.vane.config;

import java.util.Optional;

/** One configured stream; what is empty comes from the defaults. */
public record StreamConfiguration(
    Optional<String> targetTable,
    Optional<String> storageBackend,
    Optional<Long> chunkSize,
    Optional<String> schemaMode,
    DeltaOptions deltaOptions) {
  /** A stream about which nothing is configured. */
  public static final StreamConfiguration EMPTY =
      new StreamConfiguration(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          DeltaOptions.NONE);
}

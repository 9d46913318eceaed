package dev.vane.spi;

import java.util.OptionalLong;

/**
 * Versions of a table that follow each other.
 *
 * @param from the first one, from 0
 * @param to the last one, included; empty for the newest
 */
public record VersionRange(long from, OptionalLong to) {
  public VersionRange {
    if (from < 0 || to.orElse(from) < from) {
      throw new IllegalArgumentException("Versions go from 0 up: " + from + " to " + to);
    }
  }

  /** How a snapshot of the last version is asked for. */
  public AsOf last() {
    return to.isPresent() ? new AsOf.Version(to.getAsLong()) : AsOf.LATEST;
  }
}

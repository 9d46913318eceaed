package dev.vane.spi;

import java.time.Instant;

/** Which version of a table a question is about. */
public sealed interface AsOf {
  /** The newest committed version. */
  AsOf LATEST = new Latest();

  /** The newest committed version. */
  record Latest() implements AsOf {}

  /** The version of this number. */
  record Version(long version) implements AsOf {}

  /** The newest version committed at or before this instant. */
  record Timestamp(Instant instant) implements AsOf {}
}

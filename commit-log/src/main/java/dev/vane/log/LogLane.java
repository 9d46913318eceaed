package dev.vane.log;

import dev.vane.spi.VaneException;
import org.jspecify.annotations.Nullable;

/**
 * Entries of one sender. Once one of them has failed, those that follow fail too, so that what is
 * in the log is always the beginning of what was sent.
 */
public final class LogLane {
  /** Read and written by the log's writer alone. */
  @Nullable VaneException failure;
}

package dev.vane.log;

import java.nio.file.Path;

/**
 * Where the log is and how large it may be.
 *
 * @param directory of the log's files, its own
 * @param limitBytes what the files may take together; an entry beyond it is refused
 * @param segmentBytes from which size on a file is ended and another begun
 */
public record LogSettings(Path directory, long limitBytes, long segmentBytes) {
  private static final long LARGEST_SEGMENT = 256L << 20;
  private static final long SMALLEST_SEGMENT = 64L << 10;
  private static final long SEGMENTS = 16;

  /**
   * A log whose files are small enough that removing one after the other keeps it within bounds.
   */
  public static LogSettings of(Path directory, long limitBytes) {
    return new LogSettings(
        directory,
        limitBytes,
        Math.max(SMALLEST_SEGMENT, Math.min(LARGEST_SEGMENT, limitBytes / SEGMENTS)));
  }
}

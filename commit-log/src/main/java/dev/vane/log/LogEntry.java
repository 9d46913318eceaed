package dev.vane.log;

import java.nio.ByteBuffer;

/**
 * An entry that is on disk, until it is released.
 *
 * @see CommitLog#read
 */
public final class LogEntry {
  private final SegmentSet segments;
  private final Segment segment;
  private final long offset;
  private final long position;
  private final int length;

  LogEntry(SegmentSet segments, Segment segment, long offset, long position, int length) {
    this.segments = segments;
    this.segment = segment;
    this.offset = offset;
    this.position = position;
    this.length = length;
  }

  /** Grows from entry to entry. */
  public long position() {
    return position;
  }

  /** Bytes of the entry. */
  public int length() {
    return length;
  }

  /**
   * Reads the entry.
   *
   * @param target takes {@link #length} bytes
   * @throws dev.vane.spi.VaneException STORAGE_FAILED, or STORAGE_CORRUPT if these are not the
   *     bytes that were written
   */
  public void read(ByteBuffer target) {
    segments.read(segment, offset, length, target);
  }

  /** Says that the entry is needed no longer. Called once. */
  public void release() {
    segments.release(segment);
  }
}

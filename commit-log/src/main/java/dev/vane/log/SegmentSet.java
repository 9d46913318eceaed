package dev.vane.log;

import dev.vane.spi.CrashPoint;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the log and how much of each is still needed. Safe for many threads. */
final class SegmentSet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentSet.class);

  private final LogFiles files;
  private final Set<Segment> segments = new LinkedHashSet<>();
  private long bytes;
  private long removals;
  private long unreleased;

  SegmentSet(LogFiles files) {
    this.files = files;
  }

  synchronized void add(Segment segment) {
    segments.add(segment);
    bytes += segment.size;
  }

  /** An entry was written to a segment. */
  synchronized LogEntry added(Segment segment, long position, int length) {
    long offset = segment.size;
    long grown = EntryHeader.BYTES + (long) length;
    segment.size += grown;
    segment.unreleased++;
    bytes += grown;
    unreleased++;
    return new LogEntry(this, segment, offset, position, length);
  }

  /** What {@link #added} said was not to be. */
  synchronized void cut(Segment segment, long size, int entries) {
    bytes -= segment.size - size;
    segment.size = size;
    segment.unreleased -= entries;
    unreleased -= entries;
  }

  /** An entry of a file that was found; it counts as unreleased. */
  synchronized LogEntry found(Segment segment, long offset, long position, int length) {
    segment.unreleased++;
    unreleased++;
    return new LogEntry(this, segment, offset, position, length);
  }

  /** Nothing more is written to the segment. */
  void seal(Segment segment) {
    boolean remove;
    synchronized (this) {
      segment.sealed = true;
      remove = takeIfUnused(segment);
    }
    if (remove) {
      remove(segment);
    }
  }

  void release(Segment segment) {
    boolean remove;
    synchronized (this) {
      segment.unreleased--;
      unreleased--;
      remove = takeIfUnused(segment);
    }
    if (remove) {
      remove(segment);
    }
  }

  /** Whether nothing in the segment is needed any more. */
  synchronized boolean isUnused(Segment segment) {
    return segment.unreleased == 0;
  }

  /** Waits for the removal of a segment, at most so long; returns whether there was one. */
  synchronized boolean awaitRemoval(long nanoseconds) throws InterruptedException {
    long before = removals;
    long end = System.nanoTime() + nanoseconds;
    for (long left = nanoseconds; left > 0 && removals == before; left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
    }
    return removals != before;
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized long unreleased() {
    return unreleased;
  }

  private boolean takeIfUnused(Segment segment) {
    boolean unused = segment.sealed && segment.unreleased == 0 && !segment.removed;
    segment.removed |= unused;
    return unused;
  }

  private void remove(Segment segment) {
    CrashPoint.reach("log.remove");
    try {
      segment.file.close();
      files.delete(segment.path);
    } catch (IOException failure) {
      // Its entries are applied, so the next start finds that and removes it.
      LOG.warn("The segment {} could not be removed", segment.path, failure);
    }
    synchronized (this) {
      segments.remove(segment);
      bytes -= segment.size;
      removals++;
      notifyAll();
    }
    CrashPoint.reach("log.removed");
  }

  void read(Segment segment, long offset, int length, ByteBuffer target) {
    ByteBuffer head = ByteBuffer.allocate(EntryHeader.BYTES);
    ByteBuffer payload = target.duplicate().limit(target.position() + length);
    try {
      if (segment.file.read(head, offset)
          && segment.file.read(payload, offset + EntryHeader.BYTES)) {
        payload.flip().position(target.position());
        EntryHeader header = EntryHeader.decode(head);
        if (header != null
            && header.length() == length
            && header.checksum() == EntryHeader.checksum(payload)) {
          return;
        }
      }
    } catch (IOException failure) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The log %s could not be read; check the disk.".formatted(segment.path),
          failure);
    }
    throw new VaneException(
        ErrorCode.STORAGE_CORRUPT,
        "The log %s is damaged at byte %d: it holds acknowledged rows that are in no table yet. Restore the file; until then these rows wait."
            .formatted(segment.path, offset));
  }

  @Override
  public void close() {
    for (Segment segment : segments) {
      try {
        segment.file.close();
      } catch (IOException failure) {
        LOG.warn("The segment {} did not close", segment.path, failure);
      }
    }
  }
}

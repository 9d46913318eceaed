package dev.vane.log;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what an earlier process left. Every file but the last was synced before the next was begun,
 * so damage there is damage; the last may end in an entry that was being written, which nobody was
 * told of, and is cut there. The last is synced before any of its entries counts.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final int FIRST_BUFFER = 1 << 20;

  private final LogFiles files;
  private final SegmentSet segments;
  private final RecoveredEntries visitor;
  private ByteBuffer buffer = ByteBuffer.allocateDirect(FIRST_BUFFER);
  private @Nullable UUID log;
  private long lastPosition;

  Recovery(LogFiles files, SegmentSet segments, RecoveredEntries visitor) {
    this.files = files;
    this.segments = segments;
    this.visitor = visitor;
  }

  /** The log's identity; a new one if there was nothing. */
  UUID log() {
    return log == null ? UUID.randomUUID() : log;
  }

  long lastPosition() {
    return lastPosition;
  }

  void run(Path directory) throws IOException {
    List<Path> paths =
        files.list(directory).stream()
            .filter(Segment::isSegment)
            .sorted(Comparator.comparing(Path::toString))
            .toList();
    for (int index = 0; index < paths.size(); index++) {
      read(paths.get(index), index == paths.size() - 1);
    }
  }

  private void read(Path path, boolean last) throws IOException {
    LogFile file = files.open(path);
    UUID owner = Segment.readLog(file);
    if (owner == null) {
      file.close();
      if (!last) {
        throw damaged(path, 0);
      }
      LOG.info("The log's file {} was being made when the gateway ended; it is empty", path);
      files.delete(path);
      return;
    }
    if (log != null && !log.equals(owner)) {
      throw new VaneException(
          ErrorCode.START_REFUSED,
          "%s belongs to the log of another data directory; move it away.".formatted(path));
    }
    log = owner;
    if (last) {
      // Entries whose sync the process did not live to see may be in the system's memory alone;
      // who hears of them from now on must be able to rely on them.
      file.sync();
    }
    Segment segment = new Segment(path, file, Segment.firstPosition(file), file.size());
    lastPosition = Math.max(lastPosition, segment.firstPosition - 1);
    visitor.log(owner.toString());
    long end = entries(segment);
    if (end < segment.size) {
      if (!last) {
        throw damaged(path, end);
      }
      LOG.warn(
          "The log's file {} ends in {} bytes that were never acknowledged; they are cut off",
          path,
          segment.size - end);
      file.truncate(end);
      file.sync();
      segment.size = end;
    }
    segments.add(segment);
    segments.seal(segment);
  }

  /** Visits the entries; returns where the good ones end. */
  private long entries(Segment segment) throws IOException {
    long offset = Segment.HEAD_BYTES;
    ByteBuffer head = ByteBuffer.allocate(EntryHeader.BYTES);
    while (offset + EntryHeader.BYTES <= segment.size && segment.file.read(head.clear(), offset)) {
      EntryHeader header = EntryHeader.decode(head);
      if (header == null
          || offset + EntryHeader.BYTES + header.length() > segment.size
          || header.position() != lastPosition + 1) {
        return offset;
      }
      ByteBuffer payload = payload(header.length());
      if (!segment.file.read(payload, offset + EntryHeader.BYTES)
          || EntryHeader.checksum(payload.flip()) != header.checksum()) {
        return offset;
      }
      lastPosition = header.position();
      visitor.entry(segments.found(segment, offset, header.position(), header.length()), payload);
      offset += EntryHeader.BYTES + (long) header.length();
    }
    return offset;
  }

  private ByteBuffer payload(int length) {
    if (buffer.capacity() < length) {
      buffer = ByteBuffer.allocateDirect(Math.max(length, 2 * buffer.capacity()));
    }
    return buffer.clear().limit(length);
  }

  private static VaneException damaged(Path path, long offset) {
    return new VaneException(
        ErrorCode.STORAGE_CORRUPT,
        "The log's file %s is damaged at byte %d, and files after it are whole, so acknowledged rows would be lost. Restore it from a copy, or move it away to go on without what it holds."
            .formatted(path, offset));
  }
}

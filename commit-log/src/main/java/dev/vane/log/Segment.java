package dev.vane.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One file: a head that names the log and the first position, then entries. Fields are guarded by
 * the {@link SegmentSet}.
 */
final class Segment {
  static final int HEAD_BYTES = 40;
  private static final long MAGIC = 0x56414e454c4f4731L; // "VANELOG1"
  private static final String SUFFIX = ".log";

  final Path path;
  final LogFile file;
  final long firstPosition;
  long size;
  int unreleased;
  boolean sealed;
  boolean removed;

  Segment(Path path, LogFile file, long firstPosition, long size) {
    this.path = path;
    this.file = file;
    this.firstPosition = firstPosition;
    this.size = size;
  }

  static boolean isSegment(Path path) {
    return String.valueOf(path.getFileName()).endsWith(SUFFIX);
  }

  static Segment create(LogFiles files, Path directory, UUID log, long firstPosition)
      throws IOException {
    Path path = directory.resolve("%020d%s".formatted(firstPosition, SUFFIX));
    LogFile file = files.create(path);
    try {
      file.write(new ByteBuffer[] {head(log, firstPosition)});
      return new Segment(path, file, firstPosition, HEAD_BYTES);
    } catch (IOException | RuntimeException failure) {
      file.close();
      files.delete(path);
      throw failure;
    }
  }

  private static ByteBuffer head(UUID log, long firstPosition) {
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
    head.putLong(MAGIC)
        .putLong(log.getMostSignificantBits())
        .putLong(log.getLeastSignificantBits())
        .putLong(firstPosition);
    head.putInt(EntryHeader.checksum(head.duplicate().flip())).putInt(0);
    return head.flip();
  }

  /** The log that a file belongs to; null if its head is torn. */
  static @Nullable UUID readLog(LogFile file) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(HEAD_BYTES);
    if (!file.read(read, 0)) {
      return null;
    }
    UUID log = new UUID(read.getLong(8), read.getLong(16));
    return head(log, read.getLong(24)).equals(read.flip()) ? log : null;
  }

  static long firstPosition(LogFile file) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(HEAD_BYTES);
    return file.read(read, 0) ? read.getLong(24) : -1;
  }
}

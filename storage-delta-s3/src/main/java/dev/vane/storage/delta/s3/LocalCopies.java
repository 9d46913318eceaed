package dev.vane.storage.delta.s3;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.FileCacheStatus;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.AtomicPublication;
import dev.vane.storage.delta.file.FileIO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The copies of data files on the local disk, bounded in bytes. Data files are never written again,
 * so a copy is right for ever; copies of an earlier run are used again.
 *
 * <p>The copy that was used longest ago goes first. Whoever reads says when he begins and when he
 * ends; a copy that was used since the earliest reader began may be in use, and stays. Safe for
 * many threads.
 */
final class LocalCopies {
  private final long limit;

  /** By when they were used, the latest last. */
  private final Map<Path, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);

  /** When each reader began. */
  private final TreeSet<Long> readings = new TreeSet<>();

  /** Bytes that are being fetched, by the path. */
  private final Map<Path, Long> coming = new HashMap<>();

  private long clock;
  private long bytes;
  private long hits;
  private long misses;

  /**
   * A copy.
   *
   * @param used by the clock
   */
  private record Copy(long bytes, long modifiedMillis, long used) {}

  LocalCopies(long limit) {
    this.limit = limit;
  }

  /** Takes over what an earlier run left, and removes what it was writing. */
  void find(Path root) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files.stream().sorted(Comparator.comparing(LocalCopies::modified)).toList()) {
      if (AtomicPublication.isTemporary(file)) {
        Files.deleteIfExists(file);
      } else {
        add(file, Files.size(file), modified(file));
      }
    }
  }

  private static long modified(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).lastModifiedTime().toMillis();
    } catch (IOException e) {
      return 0;
    }
  }

  synchronized FileIO.Reading reading() {
    long began = ++clock;
    readings.add(began);
    return () -> end(began);
  }

  private synchronized void end(long began) {
    readings.remove(began);
  }

  /** Marks a copy as used now, if there is one of this very file. */
  synchronized boolean use(Path file, long size, long modifiedMillis) {
    Copy copy = copies.get(file);
    if (copy == null || copy.bytes != size || copy.modifiedMillis != modifiedMillis) {
      return false;
    }
    copies.put(file, new Copy(size, modifiedMillis, ++clock));
    return true;
  }

  /** Counts whether a file that was wanted had a copy. */
  synchronized void count(boolean hit) {
    hits += hit ? 1 : 0;
    misses += hit ? 0 : 1;
  }

  /** Whether a file was stored or fetched before and still has a copy. */
  synchronized boolean contains(Path file) {
    return copies.containsKey(file);
  }

  /**
   * Makes room for a file that is about to be fetched.
   *
   * @throws VaneException {@link ErrorCode#LIMIT_FILE_CACHE} when what may be in use takes it
   */
  synchronized void reserve(Path file, long size) throws IOException {
    long needed = size - coming.getOrDefault(file, 0L);
    evict(needed);
    if (bytes + needed > limit) {
      throw new VaneException(
          ErrorCode.LIMIT_FILE_CACHE,
          "The files that are read at once do not fit delta_config.s3_cache (%,d bytes, of which running queries use up to %,d; %,d more are needed). Narrow the question by partitions or ranges, come again when others have ended, or raise the setting."
              .formatted(limit, bytes, needed));
    }
    coming.put(file, size);
    bytes += needed;
  }

  /** Gives the room back. */
  synchronized void release(Path file) {
    Long size = coming.remove(file);
    bytes -= size == null ? 0 : size;
  }

  /** A fetched file takes its place, which no removal comes between. */
  synchronized void install(Path temporary, Path file, long size, long modifiedMillis)
      throws IOException {
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    add(file, size, modifiedMillis);
  }

  /** A file is here, whole. */
  synchronized void add(Path file, long size, long modifiedMillis) throws IOException {
    release(file);
    Copy before = copies.put(file, new Copy(size, modifiedMillis, ++clock));
    bytes += size - (before == null ? 0 : before.bytes);
    evict(0);
  }

  synchronized void remove(Path file) throws IOException {
    Copy copy = copies.remove(file);
    bytes -= copy == null ? 0 : copy.bytes;
    Files.deleteIfExists(file);
  }

  private void evict(long needed) throws IOException {
    long oldest = readings.isEmpty() ? Long.MAX_VALUE : readings.first();
    Iterator<Map.Entry<Path, Copy>> entries = copies.entrySet().iterator();
    while (bytes + needed > limit && entries.hasNext()) {
      Map.Entry<Path, Copy> entry = entries.next();
      if (entry.getValue().used >= oldest) {
        return;
      }
      entries.remove();
      bytes -= entry.getValue().bytes;
      Files.deleteIfExists(entry.getKey());
    }
  }

  synchronized FileCacheStatus status() {
    return new FileCacheStatus(bytes, limit, hits, misses);
  }
}

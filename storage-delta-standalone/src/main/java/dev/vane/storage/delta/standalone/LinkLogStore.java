package dev.vane.storage.delta.standalone;

import dev.vane.storage.delta.file.AtomicPublication;
import io.delta.storage.CloseableIterator;
import io.delta.storage.LogStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The disk as Standalone sees it. Its own local store checks for a file and then renames over it,
 * guarded by a lock of one process, and so loses commits where several processes write; and it
 * syncs nothing. Here a commit appears whole, synced, and never over another writer's.
 *
 * <p>Standalone makes the store by its name, and answers a lost race by its own rules for what may
 * go on top of what. Those of {@link dev.vane.storage.delta.log.OptimisticCommit} hold instead, so
 * a lost race leaves Standalone as {@link VersionTakenException}. What a thread published is noted,
 * because Standalone may fail in what it does after a commit, which is then there all the same.
 */
public final class LinkLogStore extends LogStore {
  static final String HARD_LINKS = "vane.logStore.hardLinks";

  private static final String LAST_CHECKPOINT = "_last_checkpoint";
  private static final ThreadLocal<@Nullable String> PUBLISHED = new ThreadLocal<>();

  private final AtomicPublication publication;

  public LinkLogStore(Configuration configuration) {
    super(configuration);
    publication = new AtomicPublication(configuration.getBoolean(HARD_LINKS, true));
  }

  /** Another writer has the version. */
  static final class VersionTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VersionTakenException(FileAlreadyExistsException cause) {
      super(cause);
    }
  }

  /** Forgets what this thread has published. */
  static void forget() {
    PUBLISHED.remove();
  }

  /** Whether this thread has published a file of this name since it forgot. */
  static boolean hasPublished(String name) {
    return name.equals(PUBLISHED.get());
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  @Override
  public CloseableIterator<String> read(Path path, Configuration configuration) throws IOException {
    try {
      Iterator<String> lines =
          Files.readAllLines(local(path)).stream().filter(line -> !line.isBlank()).iterator();
      return new Lines(lines);
    } catch (NoSuchFileException e) {
      throw notFound(path, e);
    }
  }

  @Override
  public void write(
      Path path, Iterator<String> actions, Boolean overwrite, Configuration configuration)
      throws IOException {
    java.nio.file.Path target = local(path);
    if (target.endsWith(LAST_CHECKPOINT)) {
      syncNewestCheckpoint(AtomicPublication.parent(target));
    }
    java.nio.file.Path temporary = AtomicPublication.temporaryFor(target);
    try (FileChannel channel =
            FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8)) {
      while (actions.hasNext()) {
        writer.write(actions.next());
        writer.write('\n');
      }
      writer.flush();
      channel.force(true);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    try {
      publication.publish(temporary, target, overwrite);
    } catch (FileAlreadyExistsException e) {
      throw new VersionTakenException(e);
    }
    if (!overwrite) {
      PUBLISHED.set(target.getFileName().toString());
    }
  }

  /** Standalone writes checkpoints past this store, and readers start from them. */
  private static void syncNewestCheckpoint(java.nio.file.Path directory) throws IOException {
    List<java.nio.file.Path> checkpoints;
    try (Stream<java.nio.file.Path> files = Files.list(directory)) {
      checkpoints =
          files
              .filter(file -> file.getFileName().toString().contains(".checkpoint"))
              .sorted(Comparator.comparing(file -> file.getFileName().toString()))
              .toList();
    }
    if (!checkpoints.isEmpty()) {
      java.nio.file.Path newest = checkpoints.get(checkpoints.size() - 1);
      try (FileChannel channel = FileChannel.open(newest, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      AtomicPublication.syncDirectory(directory);
    }
  }

  @Override
  public Iterator<FileStatus> listFrom(Path path, Configuration configuration) throws IOException {
    java.nio.file.Path from = local(path);
    String first = from.getFileName().toString();
    List<FileStatus> found = new ArrayList<>();
    try (Stream<java.nio.file.Path> files = Files.list(AtomicPublication.parent(from))) {
      for (java.nio.file.Path file :
          files
              .filter(file -> file.getFileName().toString().compareTo(first) >= 0)
              .filter(file -> !AtomicPublication.isTemporary(file))
              .sorted(Comparator.comparing(file -> file.getFileName().toString()))
              .toList()) {
        found.add(
            new FileStatus(
                Files.size(file),
                Files.isDirectory(file),
                1,
                1,
                Files.getLastModifiedTime(file).toMillis(),
                new Path(path.getParent(), file.getFileName().toString())));
      }
    } catch (NoSuchFileException e) {
      throw notFound(path, e);
    }
    return found.iterator();
  }

  @Override
  public Path resolvePathOnPhysicalStorage(Path path, Configuration configuration) {
    return path;
  }

  /** Standalone then writes a checkpoint beside its place and renames it. */
  @Override
  public Boolean isPartialWriteVisible(Path path, Configuration configuration) {
    return true;
  }

  private static FileNotFoundException notFound(Path path, NoSuchFileException cause) {
    FileNotFoundException exception = new FileNotFoundException(path.toString());
    exception.initCause(cause);
    return exception;
  }

  private record Lines(Iterator<String> lines) implements CloseableIterator<String> {
    @Override
    public boolean hasNext() {
      return lines.hasNext();
    }

    @Override
    public String next() {
      return lines.next();
    }

    @Override
    public void close() {}
  }
}

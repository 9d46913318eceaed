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
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The disk as programs of Hadoop's see it. Delta's own local stores check for a file and then
 * rename over it, guarded by a lock of one process, and so lose commits where several processes
 * write; and they sync nothing. Here a commit appears whole, synced, and never over another
 * writer's.
 *
 * <p>Spark takes it by its name ({@code spark.delta.logStore.file.impl}), so that it may write
 * tables on a local disk beside other programs.
 */
public class LinkLogStore extends LogStore {
  static final String HARD_LINKS = "vane.logStore.hardLinks";

  private static final String LAST_CHECKPOINT = "_last_checkpoint";

  private final AtomicPublication publication;

  public LinkLogStore(Configuration configuration) {
    super(configuration);
    publication = new AtomicPublication(configuration.getBoolean(HARD_LINKS, true));
  }

  static java.nio.file.Path local(Path path) {
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

  /**
   * Writes a file of the log.
   *
   * @throws java.nio.file.FileAlreadyExistsException when it is there and must not be replaced
   */
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
    publication.publish(temporary, target, overwrite);
  }

  /** The library writes checkpoints past this store, and readers start from them. */
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
    // A name to begin from need not be one that a file can have: Spark's vacuum begins from NUL.
    String first = path.getName();
    List<java.nio.file.Path> listed;
    try (Stream<java.nio.file.Path> files = Files.list(local(path.getParent()))) {
      listed =
          files
              .filter(file -> file.getFileName().toString().compareTo(first) >= 0)
              .filter(file -> !AtomicPublication.isTemporary(file))
              .sorted(Comparator.comparing(file -> file.getFileName().toString()))
              .toList();
    } catch (NoSuchFileException e) {
      throw notFound(path, e);
    }
    List<FileStatus> found = new ArrayList<>();
    for (java.nio.file.Path file : listed) {
      status(file, new Path(path.getParent(), file.getFileName().toString())).ifPresent(found::add);
    }
    return found.iterator();
  }

  /** Empty for a file that another program has removed since it was listed. */
  private static Optional<FileStatus> status(java.nio.file.Path file, Path path)
      throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new FileStatus(
              attributes.size(),
              attributes.isDirectory(),
              1,
              1,
              attributes.lastModifiedTime().toMillis(),
              path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Path resolvePathOnPhysicalStorage(Path path, Configuration configuration) {
    return path;
  }

  /** The library then writes a checkpoint beside its place and renames it. */
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

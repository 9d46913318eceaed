package dev.vane.storage.delta.file;

import dev.vane.spi.CrashPoint;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a finished temporary file appear under its name, whole, synced, and never over a file that
 * is there.
 *
 * <p>The commit protocol of Delta rests on this one step: of several writers that want the same
 * version, exactly one succeeds. A rename would silently replace the winner. A hard link fails when
 * its name exists, in every process and every library that sees the directory, and the linked file
 * is complete from its first moment. Where the file system has no hard links, writers take a lock
 * file in turn; this holds between processes that know the lock file, so the fallback warns.
 */
public final class AtomicPublication {
  private static final Logger logger = LoggerFactory.getLogger(AtomicPublication.class);
  private static final String TEMPORARY_SUFFIX = ".vane-tmp";

  /** A file lock is held by the process, so threads of this one need a lock of their own. */
  private static final Object PROCESS_LOCK = new Object();

  private final boolean hardLinks;

  /**
   * Publication on one file system.
   *
   * @param hardLinks whether the file system has them
   */
  public AtomicPublication(boolean hardLinks) {
    this.hardLinks = hardLinks;
  }

  /** Finds out what the file system below the directory can do. */
  public static AtomicPublication probe(Path directory) throws IOException {
    Path file = temporaryFor(directory.resolve("probe"));
    Path link = temporaryFor(directory.resolve("probe"));
    Files.createFile(file);
    try {
      Files.createLink(link, file);
      return new AtomicPublication(true);
    } catch (IOException | UnsupportedOperationException e) {
      logger.warn(
          "The file system of {} has no hard links ({}). Commits are guarded by a lock file instead:"
              + " let no other program than Vane write to these tables.",
          directory,
          e.toString());
      return new AtomicPublication(false);
    } finally {
      Files.deleteIfExists(link);
      Files.deleteIfExists(file);
    }
  }

  public boolean usesHardLinks() {
    return hardLinks;
  }

  /** A new hidden name beside the target, for writing to before publication. */
  public static Path temporaryFor(Path target) {
    return target.resolveSibling(
        "." + target.getFileName() + "." + UUID.randomUUID() + TEMPORARY_SUFFIX);
  }

  /** Whether a file is a left-over of a writer that died before publication. */
  public static boolean isTemporary(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(".") && name.endsWith(TEMPORARY_SUFFIX);
  }

  /**
   * Files of a directory that writers left when they died before publication, none younger than the
   * limit or than an hour.
   */
  public static List<Path> leftOvers(Path directory, Instant limit) throws IOException {
    Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
    FileTime youngest = FileTime.from(limit.isBefore(hourAgo) ? limit : hourAgo);
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory, AtomicPublication::isTemporary)) {
      for (Path entry : entries) {
        try {
          if (Files.getLastModifiedTime(entry).compareTo(youngest) <= 0) {
            found.add(entry);
          }
        } catch (NoSuchFileException e) {
          // Its writer is alive, and has just published it.
        }
      }
    }
    return found;
  }

  /**
   * Publishes a synced file and removes its temporary name, also on failure.
   *
   * @throws FileAlreadyExistsException when the target is there and must not be replaced
   * @throws UnconfirmedException when it was published and only the last sync failed
   */
  public void publish(Path temporary, Path target, boolean replace) throws IOException {
    try {
      if (replace) {
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else if (hardLinks) {
        CrashPoint.reach("delta.link");
        Files.createLink(target, temporary);
        CrashPoint.reach("delta.linked");
      } else {
        moveUnderLock(temporary, target);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
    try {
      syncDirectory(parent(target));
    } catch (IOException e) {
      throw new UnconfirmedException(target, e);
    }
  }

  private static void moveUnderLock(Path temporary, Path target) throws IOException {
    Path lockFile = target.resolveSibling(".vane-lock");
    synchronized (PROCESS_LOCK) {
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid() || Files.exists(target)) {
          throw new FileAlreadyExistsException(target.toString());
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /** Makes the names in a directory durable. */
  public static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** The directory of a file. */
  public static Path parent(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IOException(path + " has no parent directory");
    }
    return parent;
  }
}

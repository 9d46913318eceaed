package dev.vane.storage.delta.file;

import dev.vane.spi.FileCacheStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A store of files, all below one root.
 *
 * <p>Files are named by local paths, whatever the store. On the local disk these are the files. A
 * remote store keeps them elsewhere, and the same path below {@link #root()} is where a copy of a
 * file is, or is written before it goes to the store; so whoever reads and writes Parquet needs
 * nothing but paths. Three rules make that work everywhere:
 *
 * <ul>
 *   <li>A new file is written to a {@link #temporary} name and {@link #publish published}, or, if
 *       nobody else can choose its name, written at its path and {@link #store stored}.
 *   <li>A data file is {@link #fetch fetched} before it is read by its path, while {@link
 *       #reading()} is open.
 *   <li>Whatever else there is to know is asked here, not of the disk.
 * </ul>
 *
 * <p>Safe for use by many threads. An {@link IOException} means that the store failed; a remote one
 * tells more by a {@code VaneException}, and has done nothing then.
 */
public interface FileIO extends AutoCloseable {
  /** The folder below which all paths are: absolute, without links. */
  Path root();

  /** How a person calls a path: as it is, or by the address in a remote store. */
  String location(Path path);

  /** Whether there is such a folder. A store without folders has each that a file is in. */
  boolean isFolder(Path folder) throws IOException;

  /**
   * The folders directly within a folder, and on a disk the links to anything; in no order.
   *
   * @throws java.nio.file.NoSuchFileException when the folder is not there
   */
  List<Path> folders(Path folder) throws IOException;

  /** Whether a path is a link, which nobody follows. */
  boolean isLink(Path path);

  /** A regular file, unless it is not there. A link is followed. */
  Optional<StoredFile> find(Path file) throws IOException;

  /**
   * The published files directly within a folder, in the order of their names.
   *
   * @param from the least name
   * @throws java.nio.file.NoSuchFileException when the folder is not there
   */
  List<StoredFile> list(Path folder, String from) throws IOException;

  /**
   * Visits the regular files below a folder, in no order. Links are passed over, and what vanishes
   * meanwhile.
   *
   * @param enters whether a folder below is looked into
   */
  void walk(Path folder, Predicate<Path> enters, Consumer<StoredFile> visitor) throws IOException;

  /**
   * Reads a file from its begin to its end.
   *
   * @throws java.nio.file.NoSuchFileException when it is not there
   */
  InputStream read(Path file) throws IOException;

  /**
   * Reads ranges of a file: each read takes what it needs from the channel's position on. Used by
   * one thread.
   *
   * @throws java.nio.file.NoSuchFileException when it is not there, at the latest by the first read
   */
  SeekableByteChannel open(Path file) throws IOException;

  /** A new name on the local disk that belongs to a target, for writing to before publication. */
  Path temporary(Path target) throws IOException;

  /**
   * Makes a finished temporary file appear under its name, whole and durable on return. Unless it
   * replaces, exactly one of all writers of the name succeeds, in every process. The temporary file
   * is gone afterwards, also on failure.
   *
   * @throws java.nio.file.FileAlreadyExistsException when the target is there and must not be
   *     replaced
   * @throws UnconfirmedException when it may have been published
   */
  void publish(Path temporary, Path target, boolean replace) throws IOException;

  /** Makes files durable that were written at their paths under names that nobody else has. */
  void store(Collection<Path> files) throws IOException;

  /** Makes a folder and those above it, durable on return; nothing where it is there. */
  void makeFolder(Path folder) throws IOException;

  /** Makes the names in folders durable. */
  void sync(Set<Path> folders) throws IOException;

  /**
   * Removes a file.
   *
   * @return whether it was there, as far as the store tells
   */
  boolean delete(Path file) throws IOException;

  /** Files in a folder that writers left when they died before publication, none too young. */
  List<StoredFile> leftOvers(Path folder, java.time.Instant limit) throws IOException;

  /**
   * Makes data files readable at their paths, at least until what is open of {@link #reading()} is
   * closed. The files may have been written by anybody.
   *
   * @param folder of the table, in which they have to be
   * @throws java.nio.file.NoSuchFileException for one that is not there
   * @throws LeavesFolderException for one that is a link, or whose folder leads out of the table's
   */
  void fetch(Path folder, Collection<WantedFile> files) throws IOException;

  /** Begins to read data files; what was fetched since stays until it is closed. */
  Reading reading();

  /** What copies of the files do on the local disk, where the store is elsewhere. */
  default FileCacheStatus cache() {
    return FileCacheStatus.NONE;
  }

  @Override
  void close();

  /** An end of reading that can't fail. */
  @FunctionalInterface
  interface Reading extends AutoCloseable {
    @Override
    void close();
  }
}

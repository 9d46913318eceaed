package dev.vane.storage.delta;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.log.NewFile;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream's part of a table's folder. Its files have a prefix of their own, so that they can be
 * found again even when the engine failed before it named them.
 */
final class StagingFolder {
  private static final Logger logger = LoggerFactory.getLogger(StagingFolder.class);

  private final FileIO store;
  private final Path table;
  private final String mark = UUID.randomUUID().toString().substring(0, 8) + "-";

  /** Directories that were made for this stream, outermost first. */
  private final List<Path> made = new ArrayList<>();

  /** Files that were given to the store, whose local copies may be gone. */
  private final Set<Path> stored = new HashSet<>();

  private boolean written;

  StagingFolder(FileIO store, Path table) {
    this.store = store;
    this.table = table;
  }

  Path table() {
    return table;
  }

  FileIO store() {
    return store;
  }

  /** What the names of data files begin with. */
  String filePrefix() {
    return "part-" + mark;
  }

  /** What the names of files of changes begin with. */
  String changePrefix() {
    return "cdc-" + mark;
  }

  /** What the names of all files of this stream begin with. */
  List<String> prefixes() {
    return List.of(filePrefix(), changePrefix(), "deletion_vector_" + mark);
  }

  /** An identifier that gives its file a name of this stream. */
  UUID newDeletionVector() {
    return UUID.fromString(mark + UUID.randomUUID().toString().substring(mark.length()));
  }

  /** The path of a file as the log has it, not yet encoded. */
  String relative(Path file) {
    return table.relativize(file).toString().replace('\\', '/');
  }

  /** The directories of a file, from its own up to the table's. */
  List<Path> directoriesOf(Path file) {
    List<Path> directories = new ArrayList<>();
    for (Path directory = file.getParent();
        directory != null && directory.startsWith(table);
        directory = directory.getParent()) {
      directories.add(directory);
    }
    return directories;
  }

  /** Makes the table's folder if it is missing. */
  void make() {
    if (written) {
      return;
    }
    written = true;
    List<Path> missing = new ArrayList<>();
    for (Path path = table; path != null && !path.equals(store.root()); path = path.getParent()) {
      if (!Files.exists(path)) {
        missing.add(0, path);
      }
    }
    try {
      Files.createDirectories(table);
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The folder of the Delta table %s can't be made; check the permissions of its parent."
              .formatted(Names.quoted(String.valueOf(table.getFileName()))),
          e);
    }
    made.addAll(missing);
    sync(missing.stream().map(Path::getParent).collect(Collectors.toSet()));
  }

  /** Makes a folder within the table's, whose name is durable on return. */
  void make(Path directory) {
    make();
    if (Files.isDirectory(directory)) {
      return;
    }
    try {
      Files.createDirectories(directory);
      made.add(directory);
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED, "A folder for changed rows could not be made.", e);
    }
    sync(Set.of(table));
  }

  /** Makes written files durable, and the names of their directories. */
  void store(List<Path> files) {
    Set<Path> directories = new HashSet<>();
    files.forEach(file -> directories.addAll(directoriesOf(file)));
    stored.addAll(files);
    try {
      store.store(files);
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED, "A data file could not be synced to disk.", e);
    }
    sync(directories);
  }

  /** Makes the names in the directories durable. */
  private void sync(Set<Path> directories) {
    sync(store, directories);
  }

  /** Makes the names in the directories durable. */
  static void sync(FileIO store, Set<Path> directories) {
    try {
      store.sync(directories);
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED, "A directory could not be synced to disk.", e);
    }
  }

  /** Removes every file of this stream and the directories that it leaves empty. Never throws. */
  void discard() {
    if (!written) {
      return;
    }
    removeFiles(List.of());
    for (int index = made.size() - 1; index >= 0; index--) {
      removeIfEmpty(made.get(index));
    }
  }

  /** Removes the files of this stream except those, for instance half-written ones. */
  void removeFiles(List<NewFile> except) {
    Set<String> kept = except.stream().map(NewFile::path).collect(Collectors.toSet());
    Set<Path> directories = new HashSet<>();
    try (Stream<Path> all = Files.walk(table)) {
      Stream.concat(stored.stream(), all.filter(path -> isOwn(String.valueOf(path.getFileName()))))
          .distinct()
          .filter(path -> !kept.contains(relative(path)))
          .toList()
          .forEach(
              path -> {
                directories.addAll(directoriesOf(path));
                remove(path);
              });
    } catch (IOException | RuntimeException e) {
      logger.warn("Files of an aborted stream stay in {}; a vacuum removes them", table, e);
    }
    directories.remove(table);
    directories.stream()
        .sorted(Comparator.comparing(Path::getNameCount).reversed())
        .forEach(StagingFolder::removeIfEmpty);
  }

  private boolean isOwn(String name) {
    return prefixes().stream().anyMatch(name::startsWith);
  }

  private void remove(Path file) {
    try {
      store.delete(file);
    } catch (IOException | VaneException e) {
      logger.warn("The file {} of an aborted stream stays; a vacuum removes it", file, e);
    }
  }

  private static void removeIfEmpty(Path directory) {
    try {
      Files.delete(directory);
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      // Others use it.
    } catch (IOException e) {
      logger.warn("The directory {} of an aborted stream stays", directory, e);
    }
  }
}

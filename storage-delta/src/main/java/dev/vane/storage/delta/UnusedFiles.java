package dev.vane.storage.delta;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files below a table's folder that could be data. Hidden names (with a dot or an underscore in
 * front) are other programs' business, except change data and partitions of columns that are called
 * so; a table within the folder, and whatever a symbolic link leads to, is not this table's.
 */
final class UnusedFiles {
  private static final String CHANGE_DATA = "_change_data";

  private UnusedFiles() {}

  /**
   * A regular file.
   *
   * @param path within the table's folder, separated by slashes
   */
  record Found(String path, long bytes) {
    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /** Files that were last written at or before the limit. */
  static List<Found> olderThan(Path table, Instant limit) {
    List<Found> found = new ArrayList<>();
    try {
      Files.walkFileTree(table, new Visitor(table, limit, found));
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The folder of the Delta table %s can't be listed; check its permissions."
              .formatted(Names.quoted(String.valueOf(table.getFileName()))),
          e);
    }
    return found;
  }

  /** One file, unless it is gone. */
  static Optional<Found> found(Path table, Path file) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile()
          ? Optional.of(of(table, file, attributes))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Found of(Path table, Path file, BasicFileAttributes attributes) {
    return new Found(table.relativize(file).toString().replace('\\', '/'), attributes.size());
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path table;
    private final Instant limit;
    private final List<Found> found;

    Visitor(Path table, Instant limit, List<Found> found) {
      this.table = table;
      this.limit = limit;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      if (directory.equals(table)) {
        return FileVisitResult.CONTINUE;
      }
      String name = directory.getFileName().toString();
      boolean passed = isHidden(name) && !name.equals(CHANGE_DATA) && !name.contains("=");
      boolean otherTable = Files.exists(directory.resolve(TableCatalog.LOG_FOLDER));
      return passed || otherTable ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()
          && !isHidden(file.getFileName().toString())
          && !attributes.lastModifiedTime().toInstant().isAfter(limit)) {
        found.add(of(table, file, attributes));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof java.nio.file.NoSuchFileException) {
        return FileVisitResult.CONTINUE; // Gone since it was listed.
      }
      throw failure;
    }

    private static boolean isHidden(String name) {
      return name.startsWith("_") || name.startsWith(".");
    }
  }
}

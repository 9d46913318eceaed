package dev.vane.storage.delta;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
  static List<Found> olderThan(FileIO store, Path table, Instant limit) {
    List<Found> found = new ArrayList<>();
    try {
      store.walk(
          table,
          folder -> isEntered(store, folder),
          file -> {
            if (!isHidden(file.name()) && !file.modified().isAfter(limit)) {
              found.add(of(table, file));
            }
          });
    } catch (IOException | UncheckedIOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The folder of the Delta table %s can't be listed; check its permissions."
              .formatted(Names.quoted(String.valueOf(table.getFileName()))),
          e);
    }
    return found;
  }

  static Found of(Path table, StoredFile file) {
    return new Found(table.relativize(file.path()).toString().replace('\\', '/'), file.bytes());
  }

  private static boolean isEntered(FileIO store, Path folder) {
    String name = String.valueOf(folder.getFileName());
    if (isHidden(name) && !name.equals(CHANGE_DATA) && !name.contains("=")) {
      return false;
    }
    try {
      return !store.isFolder(folder.resolve(TableCatalog.LOG_FOLDER));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isHidden(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }
}

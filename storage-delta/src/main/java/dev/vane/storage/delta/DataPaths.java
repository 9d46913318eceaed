package dev.vane.storage.delta;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.LeavesFolderException;
import dev.vane.storage.delta.file.WantedFile;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.LogPaths;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the files are that a log names. A log is data that anybody may have written, so a path that
 * leaves the table's folder, by its text or by a symbolic link, is refused.
 */
final class DataPaths {
  private static final String FILE_SCHEME = "file:";

  private DataPaths() {}

  /** Refuses the table if the text of a path leaves its folder. */
  static void requireInside(Path table, List<DataFile> files) {
    files.forEach(file -> resolve(table, file));
  }

  static Path resolve(Path table, DataFile file) {
    return resolve(table, file.path());
  }

  /** The file of a path as the log has it. */
  static Path resolve(Path table, String logPath) {
    String decoded = LogPaths.decode(logPath);
    String local =
        decoded.startsWith(FILE_SCHEME)
            ? decoded.substring(FILE_SCHEME.length()).replaceFirst("^/+", "/")
            : decoded;
    try {
      Path resolved = table.resolve(local).normalize();
      if (resolved.startsWith(table) && !local.contains("://")) {
        return resolved;
      }
    } catch (InvalidPathException e) {
      // Falls through to the refusal.
    }
    throw outside(table, logPath);
  }

  /**
   * Makes files readable at their paths; refuses those that are not there, that are symbolic links,
   * or that lie in directories that lead out of the table.
   */
  static void requireFiles(FileIO store, Path table, List<DataFile> files) {
    Map<String, DataFile> byPath = new HashMap<>();
    List<WantedFile> wanted = new ArrayList<>();
    for (DataFile file : files) {
      Path path = resolve(table, file);
      byPath.put(path.toString(), file);
      wanted.add(new WantedFile(path, file.bytes(), file.modificationMillis()));
    }
    try {
      store.fetch(table, wanted);
    } catch (NoSuchFileException e) {
      throw new VaneException(
          ErrorCode.STORAGE_CORRUPT,
          "The data file %s of the Delta table %s is gone; restore it from a backup, or the table"
                  .formatted(Names.quoted(logPath(byPath, e)), name(table))
              + " to a version without it.",
          e);
    } catch (LeavesFolderException e) {
      throw outside(table, logPath(byPath, e));
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The folder of the Delta table %s can't be read; check its permissions."
              .formatted(name(table)),
          e);
    }
  }

  private static String logPath(Map<String, DataFile> byPath, FileSystemException refusal) {
    DataFile file = byPath.get(refusal.getFile());
    return file == null ? String.valueOf(refusal.getFile()) : file.path();
  }

  private static String name(Path table) {
    return Names.quoted(String.valueOf(table.getFileName()));
  }

  private static VaneException outside(Path table, String logPath) {
    return new VaneException(
        ErrorCode.TABLE_UNREADABLE,
        "The log of the Delta table %s names the file %s outside the table's folder, which is not"
                .formatted(name(table), Names.quoted(logPath))
            + " followed. Copy such tables (shallow clones, absolute paths) as a whole.");
  }
}

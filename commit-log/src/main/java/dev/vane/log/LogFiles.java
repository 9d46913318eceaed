package dev.vane.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The file system as the log sees it, so that a test can have one that fails. */
public interface LogFiles {
  /** The disk. */
  LogFiles DISK = new DiskFiles();

  /** Makes the directory if it is missing. */
  void createDirectory(Path directory) throws IOException;

  /** The files in a directory. */
  List<Path> list(Path directory) throws IOException;

  /** Makes a new file; its name is on disk on return. */
  LogFile create(Path path) throws IOException;

  /** Opens a file that is there. */
  LogFile open(Path path) throws IOException;

  void delete(Path path) throws IOException;
}

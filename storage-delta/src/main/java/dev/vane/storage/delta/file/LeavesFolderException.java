package dev.vane.storage.delta.file;

import java.nio.file.Path;

/** A file is not where its path says: it is a link, or its folder leads out of the table's. */
public final class LeavesFolderException extends java.nio.file.FileSystemException {
  private static final long serialVersionUID = 1L;

  public LeavesFolderException(Path file) {
    super(file.toString(), null, "leads out of the table's folder");
  }
}

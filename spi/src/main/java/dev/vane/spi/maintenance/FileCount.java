package dev.vane.spi.maintenance;

/**
 * Some data files.
 *
 * @param bytes on disk
 * @param rows in them that are not deleted
 */
public record FileCount(long files, long bytes, long rows) {
  public static final FileCount NONE = new FileCount(0, 0, 0);

  public FileCount plus(FileCount other) {
    return new FileCount(files + other.files, bytes + other.bytes, rows + other.rows);
  }
}

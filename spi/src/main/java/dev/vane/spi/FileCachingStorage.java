package dev.vane.spi;

/** A backend whose files may be in a remote store, and then have copies here. */
public interface FileCachingStorage extends Storage {
  /** What the copies do now; {@link FileCacheStatus#NONE} where the files are here. */
  FileCacheStatus fileCache();
}

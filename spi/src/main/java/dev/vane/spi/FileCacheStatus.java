package dev.vane.spi;

/**
 * What copies of a remote store's files do here.
 *
 * @param bytes that they take
 * @param limit of these bytes; 0 where nothing is copied
 * @param hits times that a file was wanted and had a copy, since the start
 * @param misses times that it had to be fetched
 */
public record FileCacheStatus(long bytes, long limit, long hits, long misses) {
  /** Nothing is copied. */
  public static final FileCacheStatus NONE = new FileCacheStatus(0, 0, 0, 0);
}

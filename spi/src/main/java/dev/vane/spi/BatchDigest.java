package dev.vane.spi;

/**
 * 128 bits that stand for the content of a batch, or of several in order: equal contents have equal
 * digests, and different ones have different digests for all practical purposes. It tells slips
 * apart, not attacks.
 */
public record BatchDigest(long high, long low) {
  /** The digest of nothing. */
  public static final BatchDigest EMPTY = new BatchDigest(0, 0);

  /** Bytes of a digest where it is stored. */
  public static final int BYTES = 2 * Long.BYTES;
}

package dev.vane.spi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

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

  /** The digest of several batches, from this one of those before the last, and the last's. */
  public BatchDigest then(BatchDigest next) {
    UUID both = UUID.nameUUIDFromBytes(write(List.of(this, next)));
    return new BatchDigest(both.getMostSignificantBits(), both.getLeastSignificantBits());
  }

  /** Digests one after the other, as they are stored. */
  public static byte[] write(List<BatchDigest> digests) {
    ByteBuffer buffer = ByteBuffer.allocate(digests.size() * BYTES);
    digests.forEach(digest -> buffer.putLong(digest.high()).putLong(digest.low()));
    return buffer.array();
  }

  /** Reads what {@link #write} wrote. */
  public static List<BatchDigest> read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    List<BatchDigest> digests = new ArrayList<>(bytes.length / BYTES);
    while (buffer.remaining() >= BYTES) {
      digests.add(new BatchDigest(buffer.getLong(), buffer.getLong()));
    }
    return digests;
  }
}

package dev.vane.storage.delta.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/**
 * Positions of rows in a file, as a deletion vector holds them: Roaring bitmaps of 32 bits by the
 * upper half of the position (Delta's protocol, "Deletion Vector Format"). Used by one thread.
 */
public final class RowPositions {
  private static final int MAGIC = 1_681_511_377;

  private final TreeMap<Integer, RoaringBitmap> byUpperHalf = new TreeMap<>();

  /** Adds a position, from 0. */
  public void add(long position) {
    byUpperHalf
        .computeIfAbsent((int) (position >>> Integer.SIZE), upper -> new RoaringBitmap())
        .add((int) position);
  }

  /** How many positions there are. */
  public long count() {
    return byUpperHalf.values().stream().mapToLong(RoaringBitmap::getLongCardinality).sum();
  }

  /** The magic number and the portable form of a bitmap of 64 bits. */
  byte[] serialize() {
    byUpperHalf.values().forEach(RoaringBitmap::runOptimize);
    int bytes =
        Integer.BYTES
            + Long.BYTES
            + byUpperHalf.values().stream()
                .mapToInt(bitmap -> Integer.BYTES + bitmap.serializedSizeInBytes())
                .sum();
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(MAGIC).putLong(byUpperHalf.size());
    byUpperHalf.forEach(
        (upper, bitmap) -> {
          buffer.putInt(upper);
          bitmap.serialize(buffer);
        });
    return buffer.array();
  }
}

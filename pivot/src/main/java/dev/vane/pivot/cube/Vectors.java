package dev.vane.pivot.cube;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** The memory of vectors that are kept. */
final class Vectors {
  /** Most cubes are small; a vector grows by doubling. */
  private static final int FIRST_CAPACITY = 64;

  private Vectors() {}

  static void allocateSmall(FieldVector vector) {
    vector.setInitialCapacity(FIRST_CAPACITY);
    vector.allocateNew();
  }

  /** What a vector holds, used or not. */
  static long bytes(FieldVector vector) {
    long bytes = 0;
    for (ArrowBuf buffer : vector.getBuffers(false)) {
      bytes += buffer.capacity();
    }
    return bytes;
  }
}

package dev.vane.flight.ipc;

import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.lz4.LZ4FDecompressOptions;
import org.lwjgl.util.lz4.LZ4Frame;

/**
 * The frame format of LZ4 (lz4_Frame_format.md of LZ4), read by the reference library from memory
 * into memory: blocks that refer to earlier ones, as Arrow's C++ writes them, and checksums
 * included. Safe for many threads.
 */
final class Lz4Frame {
  private Lz4Frame() {}

  /**
   * Unpacks a frame and writes at most the bytes that it was given room for.
   *
   * @param source address of the frame
   * @param target address of the room
   * @return whether the frame is sound and fills the room to its last byte
   */
  static boolean decompress(long source, long sourceLength, long target, long targetLength) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      PointerBuffer context = stack.mallocPointer(1);
      if (LZ4Frame.LZ4F_isError(
          LZ4Frame.LZ4F_createDecompressionContext(context, LZ4Frame.LZ4F_VERSION))) {
        throw new OutOfMemoryError("LZ4 has no memory for its context");
      }
      try {
        return decompress(context.get(0), source, sourceLength, target, targetLength, stack);
      } finally {
        LZ4Frame.LZ4F_freeDecompressionContext(context.get(0));
      }
    }
  }

  private static boolean decompress(
      long context,
      long source,
      long sourceLength,
      long target,
      long targetLength,
      MemoryStack stack) {
    PointerBuffer taken = stack.mallocPointer(1);
    PointerBuffer given = stack.mallocPointer(1);
    // What was written stays where it is, so that the library needs no copy of it to refer to.
    LZ4FDecompressOptions options = LZ4FDecompressOptions.calloc(stack).stableDst(1);
    long read = 0;
    long written = 0;
    while (true) {
      taken.put(0, sourceLength - read);
      given.put(0, targetLength - written);
      long result =
          LZ4Frame.nLZ4F_decompress(
              context,
              target + written,
              given.address(),
              source + read,
              taken.address(),
              options.address());
      read += taken.get(0);
      written += given.get(0);
      if (LZ4Frame.LZ4F_isError(result)) {
        return false;
      }
      if (result == 0) {
        return written == targetLength;
      }
      // More is to come, but there is no more of the frame, or no more room for it.
      if (taken.get(0) == 0 && given.get(0) == 0) {
        return false;
      }
    }
  }
}

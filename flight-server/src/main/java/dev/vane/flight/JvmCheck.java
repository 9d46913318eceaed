package dev.vane.flight;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.nio.ByteBuffer;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Finds out at the start what would otherwise end every query with a status that explains nothing.
 */
final class JvmCheck {
  private JvmCheck() {}

  /**
   * @throws VaneException START_REFUSED if Arrow memory cannot be handed to the network
   */
  static void requireDirectBuffers() {
    ByteBuffer probe = ByteBuffer.allocateDirect(1);
    try {
      MemoryUtil.directBuffer(MemoryUtil.getByteBufferAddress(probe), 1);
    } catch (UnsupportedOperationException | ExceptionInInitializerError | NoClassDefFoundError e) {
      throw new VaneException(
          ErrorCode.START_REFUSED,
          "The JVM keeps Arrow from its memory. Start it with --add-opens=java.base/java.nio=ALL-UNNAMED, as the launcher does.",
          e);
    }
  }
}

package dev.vane.gateway.ingest;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Refuses more Arrow data while what is held is above the budget. Each stream holds at most one
 * chunk being filled and one being written, so the budget is reached by many streams at once, not
 * by a long one; refusing one of them, retryably, lets the others go on.
 */
final class MemoryGuard {
  private final BufferAllocator root;
  private final long budget;

  MemoryGuard(BufferAllocator root, long budget) {
    this.root = root;
    this.budget = budget;
  }

  /**
   * @throws VaneException {@link ErrorCode#LIMIT_MEMORY}
   */
  void require() {
    long held = root.getAllocatedMemory();
    if (held > budget) {
      throw new VaneException(
          ErrorCode.LIMIT_MEMORY,
          "The gateway holds %,d bytes of Arrow data, and its share of limits.memory is %,d. Send again later, with fewer streams at once or smaller batches, or raise limits.memory."
              .formatted(held, budget));
    }
  }
}

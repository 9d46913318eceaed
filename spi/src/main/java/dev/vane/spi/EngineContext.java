package dev.vane.spi;

import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What the engine is opened with.
 *
 * @param allocator for results; closing it later proves that nothing leaked
 * @param readableDirectories the only directories whose files it may touch
 * @param temporaryDirectory where it may spill
 * @param memoryBytes what it may hold in memory
 * @param threads how many threads it may use; 0 for as many as the machine has cores
 */
public record EngineContext(
    BufferAllocator allocator,
    List<Path> readableDirectories,
    Path temporaryDirectory,
    long memoryBytes,
    int threads) {
  public EngineContext {
    readableDirectories = List.copyOf(readableDirectories);
  }
}

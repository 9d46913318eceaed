package dev.vane.spi;

import java.nio.file.Path;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What a backend is opened with.
 *
 * @param directory where it may keep everything; made by the backend if missing
 * @param engine the engine that will read its tables
 * @param allocator for its buffers; the backend makes children of it
 * @param settings the backend's own part of the configuration, as text by key
 */
public record StorageContext(
    Path directory, QueryEngine engine, BufferAllocator allocator, Map<String, String> settings) {
  public StorageContext {
    settings = Map.copyOf(settings);
  }
}

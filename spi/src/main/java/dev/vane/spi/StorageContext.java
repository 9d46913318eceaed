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
  /** The setting behind {@link #replayWindow}. */
  public static final String REPLAY_WINDOW = "replay_window";

  private static final long DEFAULT_REPLAY_WINDOW = 10_000;

  public StorageContext {
    settings = Map.copyOf(settings);
  }

  /** How many of its last batches a producer may send again. */
  public long replayWindow() {
    String setting = settings.get(REPLAY_WINDOW);
    return setting == null ? DEFAULT_REPLAY_WINDOW : Long.parseLong(setting);
  }
}

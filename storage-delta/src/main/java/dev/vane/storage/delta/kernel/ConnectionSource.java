package dev.vane.storage.delta.kernel;

import dev.vane.duckdb.EngineConnection;

/** Opens connections to the engine that reads and writes checkpoints; the caller closes them. */
@FunctionalInterface
public interface ConnectionSource {
  EngineConnection open();
}

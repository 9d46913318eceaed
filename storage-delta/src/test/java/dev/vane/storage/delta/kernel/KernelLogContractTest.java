package dev.vane.storage.delta.kernel;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.spi.EngineContext;
import dev.vane.storage.delta.file.LocalFileIO;
import dev.vane.storage.delta.log.DeltaLogContractTest;
import dev.vane.storage.delta.log.DeltaLogLibrary;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class KernelLogContractTest extends DeltaLogContractTest {
  private final BufferAllocator allocator = new RootAllocator();

  @TempDir Path spill;

  private @Nullable DuckDbEngine engine;

  @AfterEach
  void closeEngine() {
    if (engine != null) {
      engine.close();
    }
    allocator.close();
  }

  @Override
  protected DeltaLogLibrary open(Path folder) {
    if (engine == null) {
      engine =
          DuckDbEngine.open(new EngineContext(allocator, List.of(folder), spill, 256L << 20, 1));
    }
    return new KernelLogLibrary(LocalFileIO.in(folder), engine::connect, "Vane/test");
  }
}

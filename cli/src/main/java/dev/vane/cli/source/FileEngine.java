package dev.vane.cli.source;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.EngineContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.util.AutoCloseables;

/**
 * An engine for one file: it may touch the file's folder and nothing else.
 *
 * @param literal the file as SQL names it
 * @param temporary where the engine may spill
 */
record FileEngine(DuckDbEngine engine, String literal, Path temporary) implements AutoCloseable {
  private static final long ENGINE_BYTES = 1L << 30;

  static FileEngine open(Path file, BufferAllocator allocator) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent()).toRealPath();
    Path path = folder.resolve(file.getFileName());
    Path temporary = Files.createTempDirectory("vane-parquet");
    try {
      DuckDbEngine engine =
          DuckDbEngine.open(
              new EngineContext(allocator, List.of(folder), temporary, ENGINE_BYTES, 0));
      return new FileEngine(engine, DuckDbDialect.INSTANCE.literal(path.toString()), temporary);
    } catch (RuntimeException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  @Override
  public void close() {
    AutoCloseables.closeNoChecked(
        () -> AutoCloseables.close(engine, () -> Files.deleteIfExists(temporary)));
  }
}

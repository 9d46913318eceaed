package dev.vane.duckdb;

import dev.vane.spi.EngineContext;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An engine in a temporary directory; the allocator fails the test on a leaked byte. */
abstract class EngineTest {
  Path directory;
  RootAllocator allocator;
  DuckDbEngine engine;

  @BeforeEach
  void openEngine(@TempDir Path temporary) {
    directory = temporary;
    allocator = new RootAllocator();
    engine = DuckDbEngine.open(context(allocator, temporary));
  }

  EngineContext context(RootAllocator allocator, Path directory) {
    return new EngineContext(
        allocator, List.of(directory.resolve("data")), directory.resolve("spill"), 256L << 20, 2);
  }

  @AfterEach
  void closeEngine() {
    engine.close();
    allocator.close();
  }

  /** Runs statements by a connection of the engine's own. */
  void run(String... statements) {
    try (EngineConnection connection = engine.connect()) {
      for (String statement : statements) {
        connection.execute(statement);
      }
    }
  }

  static VaneException assertCode(ErrorCode code, ThrowingCallable action) {
    Throwable thrown = Assertions.catchThrowable(action);
    Assertions.assertThat(thrown).isInstanceOf(VaneException.class);
    VaneException failure = (VaneException) thrown;
    Assertions.assertThat(failure.code()).as(failure.text()).isEqualTo(code);
    return failure;
  }
}

package dev.vane.storage.delta.s3;

import dev.vane.duckdb.DuckDbEngineProvider;
import dev.vane.spi.QueryEngineProvider;
import dev.vane.spi.StorageContractTest;
import dev.vane.spi.StorageProvider;
import dev.vane.storage.delta.DeltaStorageProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The Delta backend in an object store does what every backend does. */
class S3StorageContractTest extends StorageContractTest {
  private static S3Server server;

  private final String prefix = "storage/" + UUID.randomUUID();

  @BeforeAll
  static void startServer(@TempDir Path folder) throws IOException {
    server = S3Server.start(folder);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected QueryEngineProvider engines() {
    return new DuckDbEngineProvider();
  }

  @Override
  protected StorageProvider storages() {
    return new DeltaStorageProvider();
  }

  @Override
  protected Map<String, String> settings() {
    return server.settings(prefix);
  }
}

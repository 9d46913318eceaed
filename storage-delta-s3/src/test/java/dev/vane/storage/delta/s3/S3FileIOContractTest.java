package dev.vane.storage.delta.s3;

import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.FileIOContractTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class S3FileIOContractTest extends FileIOContractTest {
  private static S3Server server;

  private final String prefix = "contract/" + UUID.randomUUID();

  @BeforeAll
  static void startServer(@TempDir Path folder) throws IOException {
    server = S3Server.start(folder);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected FileIO open(Path local) {
    Map<String, String> settings = server.settings(prefix);
    return new S3FileIOProvider().open(settings.getOrDefault("location", ""), local, settings);
  }
}

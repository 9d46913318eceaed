package dev.vane.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What the engine may touch after its settings are locked. */
class FilesTest extends EngineTest {
  @Test
  void filesBelowTheDirectoriesCanBeAttachedWrittenAndRead() throws IOException {
    Files.createDirectories(directory.resolve("data/deep"));
    String parquet = directory.resolve("data/deep/x.parquet").toString();
    run(
        "ATTACH '%s' AS attached".formatted(directory.resolve("data/x.duckdb")),
        "CREATE TABLE attached.main.t AS SELECT 1 AS x",
        "COPY attached.main.t TO '%s'".formatted(parquet));
    try (EngineConnection connection = engine.connect()) {
      assertThat(
              connection.query(
                  "SELECT x FROM read_parquet('%s')".formatted(parquet), row -> row.getInt(1)))
          .containsExactly(1);
    }
  }

  @Test
  void filesElsewhereAreRefused() throws IOException {
    Files.createDirectories(directory.resolve("data"));
    Files.createDirectories(directory.resolve("database"));
    for (String path : new String[] {"x.duckdb", "data/../x.duckdb", "database/x.duckdb"}) {
      assertCode(
          ErrorCode.STORAGE_FAILED,
          () -> run("ATTACH '%s' AS attached".formatted(directory.resolve(path))));
    }
    assertThat(directory.resolve("x.duckdb")).doesNotExist();
  }

  @Test
  void lockedSettingsCannotBeUnlocked() {
    for (String statement :
        new String[] {
          "SET lock_configuration = false",
          "SET enable_external_access = true",
          "SET allowed_directories = ['/']",
          "SET memory_limit = '1GB'"
        }) {
      assertCode(ErrorCode.VALUE_REFUSED, () -> run(statement));
    }
  }
}

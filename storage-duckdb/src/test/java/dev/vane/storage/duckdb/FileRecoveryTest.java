package dev.vane.storage.duckdb;

import static dev.vane.spi.TestBatches.INT64;
import static dev.vane.spi.TestBatches.TEXT;
import static dev.vane.spi.TestBatches.field;
import static dev.vane.spi.TestBatches.row;
import static dev.vane.spi.TestBatches.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.DuckDbEngineProvider;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.file.DatabaseFile;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.ReadSession;
import dev.vane.spi.StorageContext;
import dev.vane.spi.StorageHarness;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRecoveryTest {
  private static final Schema ID_NAME = schema(field("id", INT64), field("name", TEXT));
  private static final List<List<@Nullable Object>> ROWS = List.of(row(1L, "one"), row(2L, null));

  @TempDir Path directory;
  private BufferAllocator allocator;
  private StorageHarness harness;
  private DatabaseFile file;

  @BeforeEach
  void open() {
    allocator = new RootAllocator();
    harness =
        new StorageHarness(
            allocator,
            directory,
            new DuckDbEngineProvider(),
            new DuckDbStorageProvider(),
            Map.of());
    file =
        DuckDbStorage.file(
            new StorageContext(harness.storageDirectory(), harness.engine(), allocator, Map.of()));
  }

  @AfterEach
  void close() {
    harness.close();
    allocator.close();
  }

  @Test
  void detachedFileIsAttachedAgainWhenTheLastTransactionOfBeforeHasEnded() {
    harness.write("t", WriteOptions.append(), ID_NAME, ROWS);
    try (ReadSession before = harness.engine().openSession()) {
      TableSnapshot held = harness.snapshot(before, "t", AsOf.LATEST);
      file.detach(DuckDbEngine.of(harness.engine()));
      storage().failed(diskFull());
      assertThat(refusal(() -> harness.read("t")).code()).isEqualTo(ErrorCode.STORAGE_FAILED);
      VaneException refused =
          refusal(() -> harness.write("t", WriteOptions.append(), ID_NAME, ROWS));
      assertThat(refused.code()).isEqualTo(ErrorCode.STORAGE_FAILED);
      assertThat(refused.code().retryable()).isTrue();
      assertThat(refused.text()).contains("try again");
      assertThat(harness.read(before, held)).isEqualTo(ROWS);
    }
    assertThat(harness.read("t")).isEqualTo(ROWS);
    harness.write("t", WriteOptions.append(), ID_NAME, List.of(row(3L, "three")));
    assertThat(harness.read("t")).hasSize(3);
    assertThat(harness.version("t")).isEqualTo(2);
  }

  @Test
  void fileInDoubtIsTriedByACommitBeforeAStreamIsTaken() throws IOException {
    harness.write("t", WriteOptions.append(), ID_NAME, ROWS);
    try (EngineConnection connection = DuckDbEngine.of(harness.engine()).connect()) {
      connection.execute("CHECKPOINT duckdb");
    }
    Files.deleteIfExists(harness.storageDirectory().resolve("vane.duckdb.wal"));
    // Nothing can be committed while something else stands in the log's place.
    Path log = Files.createDirectories(harness.storageDirectory().resolve("vane.duckdb.wal"));
    Path inside = Files.createFile(log.resolve("file"));
    storage().failed(diskFull());
    assertThat(
            refusal(
                    () ->
                        harness
                            .storage()
                            .openWriter(harness.table("t"), ID_NAME, WriteOptions.append()))
                .code()
                .retryable())
        .isTrue();
    assertThat(harness.read("t")).isEqualTo(ROWS);
    Files.delete(inside);
    Files.delete(log);
    harness.write("t", WriteOptions.append(), ID_NAME, List.of(row(3L, "three")));
    harness.write("u", WriteOptions.append(), ID_NAME, ROWS);
    harness.reopen();
    assertThat(harness.read("t")).hasSize(3);
    assertThat(harness.storage().tables()).containsExactly(harness.table("t"), harness.table("u"));
  }

  private DuckDbStorage storage() {
    return (DuckDbStorage) harness.storage();
  }

  private static VaneException diskFull() {
    return new VaneException(ErrorCode.STORAGE_FULL, "The disk is full.");
  }

  private static VaneException refusal(Runnable action) {
    return catchThrowableOfType(VaneException.class, action::run);
  }
}

package dev.vane.storage.delta.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.duckdb.DuckDbEngineProvider;
import dev.vane.spi.BatchDigest;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.StorageHarness;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.AutomaticMaintenance;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.storage.delta.DeltaStorageProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows in tables whose logs Standalone keeps. */
class StandaloneStorageTest {
  private static final Schema ID = schema("id", new ArrowType.Int(64, true));
  private static final Schema ID_AND_NAME =
      new Schema(List.of(ID.getFields().get(0), Field.nullable("name", ArrowType.Utf8.INSTANCE)));

  private final BufferAllocator allocator = new RootAllocator();
  @TempDir Path directory;
  private StorageHarness storage;

  @BeforeEach
  void open() {
    open("standalone");
  }

  private void open(String library) {
    storage =
        new StorageHarness(
            allocator,
            directory,
            new DuckDbEngineProvider(),
            new DeltaStorageProvider(),
            Map.of("log_library", library));
  }

  @AfterEach
  void close() {
    storage.close();
    allocator.close();
  }

  @Test
  void rowsAreAppendedMergedAndReplacedAndReadByKernelToo() throws Exception {
    storage.write("t", WriteOptions.append(), ID, List.of(row(1L)));
    storage.write(
        "t",
        WriteOptions.append().withSchemaMode(SchemaMode.MERGE),
        ID_AND_NAME,
        List.of(row(2L, "two")));
    assertThat(storage.read("t")).containsExactly(row(1L, null), row(2L, "two"));
    assertThat(
            Files.readString(
                directory.resolve("storage/t/_delta_log").resolve("%020d.json".formatted(0))))
        .contains("Delta-Standalone/3.3.2");
    storage.close();
    open("kernel");
    assertThat(storage.read("t")).containsExactly(row(1L, null), row(2L, "two"));
    storage.write("t", WriteOptions.append(), ID_AND_NAME, List.of(row(3L, "three")));
    storage.close();
    open("standalone");
    storage.write("t", WriteOptions.of(WriteMode.OVERWRITE), ID, List.of(row(9L)));
    assertThat(storage.read("t")).containsExactly(row(9L));
  }

  @Test
  void producersAreRecordedWithTheRows() {
    CommitMarks marks =
        CommitMarks.of(
            new LedgerEntry(
                ProducerKey.producer("s", "p"),
                0,
                0,
                0,
                1,
                1,
                8,
                new BatchDigest(-1, 2),
                List.of(new BatchDigest(-1, 2))));
    write(marks);
    storage.reopen();
    assertThat(
            storage
                .storage()
                .ledger(storage.table("t"))
                .newest(ProducerKey.producer("s", "p"))
                .orElseThrow()
                .entry())
        .isEqualTo(marks.entries().get(0));
    assertThatThrownBy(() -> write(marks))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_MOVED));
    assertThat(storage.read("t")).hasSize(1);
  }

  @Test
  void typeThatNeedsANewerProtocolIsRefusedByTheNameOfItsFeature() {
    Schema local = schema("at", new ArrowType.Timestamp(TimeUnit.MICROSECOND, null));
    assertThatThrownBy(() -> storage.write("t", WriteOptions.append(), local, List.of()))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_UNSUPPORTED))
        .hasMessageContaining("timestampNtz")
        .hasMessageContaining("log_library");
    assertThat(storage.storage().tables()).isEmpty();
  }

  @Test
  void smallFilesAreJoinedHereToo() {
    storage.write(
        "t", WriteOptions.append().withOptions(Map.of("auto_compact", "3")), ID, List.of(row(1L)));
    storage.write("t", WriteOptions.append(), ID, List.of(row(2L)));
    storage.write("t", WriteOptions.append(), ID, List.of(row(3L)));
    MaintainedStorage closed = (MaintainedStorage) storage.storage();
    storage.reopen(); // Which waits for what follows a commit.
    assertThat(closed.automatic()).isEqualTo(new AutomaticMaintenance(1, 3, 0));
    assertThat(storage.read("t")).containsExactlyInAnyOrder(row(1L), row(2L), row(3L));
  }

  private void write(CommitMarks marks) {
    try (TableWriter writer =
        storage.storage().openWriter(storage.table("t"), ID, WriteOptions.append())) {
      storage.append(writer, ID, List.of(row(1L)));
      writer.commit(marks);
    }
  }

  private static Schema schema(String name, ArrowType type) {
    return new Schema(List.of(Field.nullable(name, type)));
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }
}

package dev.vane.storage.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vane.duckdb.DuckDbEngineProvider;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.StorageHarness;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes every Arrow type with its extreme values, reads it back, and holds the page {@code
 * docs/types.md} to what came. Run with {@code -Dvane.docs.update=true} to write the page.
 */
class TypesPageTest {
  private static final Path PAGE = Path.of("../docs/types.md");

  private RootAllocator allocator;
  private StorageHarness harness;

  @BeforeEach
  void open(@TempDir Path directory) {
    allocator = new RootAllocator();
    harness =
        new StorageHarness(
            allocator,
            directory,
            new DuckDbEngineProvider(),
            new DuckDbStorageProvider(),
            Map.of());
  }

  @AfterEach
  void close() {
    harness.close();
    allocator.close();
  }

  @Test
  void pageSaysWhatEveryTypeComesBackAs() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Types in DuckDB tables");
    lines.add("");
    lines.add(
        "Every Arrow type is stored exactly, or refused before the first row with the column and the"
            + " reason. Nothing becomes");
    lines.add(
        "text, and no digit and no nanosecond is dropped. A dictionary-encoded column counts as its"
            + " values. This page is made by a");
    lines.add(
        "test that writes each type with its extreme values and reads it back; the test fails when"
            + " the page differs.");
    lines.add("");
    lines.add(
        "Two types are checked by value as well, because a type cannot be refused for a value that"
            + " nobody has seen yet: a `date64`");
    lines.add(
        "must be a whole day, and a zoned timestamp in seconds or milliseconds must lie within what"
            + " microseconds count (the years");
    lines.add(
        "290309 BC to 294247). Each batch is looked through before any of it is taken; one with such"
            + " a value ends its stream with");
    lines.add("`VALUE_REFUSED`, the column and the row, and nothing of the stream is kept.");
    lines.add("");
    lines.add("| written | given back | note |");
    lines.add("|---|---|---|");
    for (TypeCase type : TypeCase.stored()) {
      lines.add(storedLine(type));
    }
    lines.add("");
    lines.add("## Refused");
    lines.add("");
    lines.add("| type | answer |");
    lines.add("|---|---|");
    for (TypeCase type : TypeCase.refused()) {
      lines.add(refusedLine(type));
    }
    String page = String.join("\n", lines) + "\n";
    if (Boolean.getBoolean("vane.docs.update")) {
      Files.writeString(PAGE, page, StandardCharsets.UTF_8);
    }
    assertThat(Files.readString(PAGE, StandardCharsets.UTF_8)).isEqualTo(page);
  }

  private String storedLine(TypeCase type) {
    String table = "t " + type.name();
    Schema schema = new Schema(List.of(type.field()));
    List<@Nullable Object> written;
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator);
        TableWriter writer =
            harness.storage().openWriter(harness.table(table), schema, WriteOptions.append())) {
      FieldVector vector = batch.getVector(0);
      vector.allocateNew();
      type.fill().accept(vector);
      batch.setRowCount(vector.getValueCount());
      written = CanonicalValues.firstColumn(batch);
      writer.append(batch, new DictionaryProvider.MapDictionaryProvider());
      writer.commit();
    }
    Field given = readBack(table, type, written);
    String note =
        given.getType().equals(type.field().getType()) ? "" : "the same values in another type";
    return "| `%s` | `%s` | %s |".formatted(type.name(), text(given), note);
  }

  private Field readBack(String table, TypeCase type, List<@Nullable Object> written) {
    List<@Nullable Object> read = new ArrayList<>();
    try (ReadSession session = harness.engine().openSession()) {
      TableSnapshot snapshot = harness.snapshot(session, table, AsOf.LATEST);
      try (QueryResult result =
          session.execute(
              SqlQuery.of("SELECT * FROM " + snapshot.relation(List.of()).sql()),
              QueryLimits.none())) {
        assertThat(result.schema().getFields()).isEqualTo(snapshot.schema().getFields());
        while (result.next()) {
          read.addAll(CanonicalValues.firstColumn(result.batch()));
        }
        assertThat(read).as(type.name()).isEqualTo(written);
        return result.schema().getFields().get(0);
      }
    }
  }

  private String refusedLine(TypeCase type) {
    Schema schema = new Schema(List.of(type.field()));
    Throwable thrown =
        catchThrowable(
            () ->
                harness
                    .storage()
                    .openWriter(harness.table("refused"), schema, WriteOptions.append())
                    .close());
    assertThat(thrown).as(type.name()).isInstanceOf(VaneException.class);
    VaneException refusal = (VaneException) thrown;
    assertThat(refusal.code()).isEqualTo(ErrorCode.TYPE_UNSUPPORTED);
    String reason = refusal.text();
    return "| `%s` | `%s`: %s |"
        .formatted(type.name(), refusal.code(), reason.substring(reason.indexOf("exactly: ") + 9));
  }

  /** A type as clients write it. */
  private static String text(Field field) {
    ArrowType type = field.getType();
    String children =
        String.join(
            ", ",
            field.getChildren().stream()
                .map(child -> child.getName() + ": " + text(child))
                .toList());
    return children.isEmpty() ? type.toString() : type + "<" + children + ">";
  }
}

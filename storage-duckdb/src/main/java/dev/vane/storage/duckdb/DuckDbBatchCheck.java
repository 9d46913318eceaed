package dev.vane.storage.duckdb;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.duckdb.ingest.ChunkBuffer;
import dev.vane.spi.BatchCheck;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Whether the file takes a batch's values. DuckDB copies most types as they are; a few it converts,
 * and a value may then leave the range of its type. Only those columns are read through the engine,
 * by the same expressions that the commit will use, so that what passes here passes there.
 */
final class DuckDbBatchCheck implements BatchCheck {
  private final DuckDbEngine engine;
  private final BufferAllocator allocator;
  private final ColumnMapping mapping;
  private final boolean needed;
  private @Nullable EngineConnection connection;

  DuckDbBatchCheck(
      DuckDbEngine engine, BufferAllocator parent, Schema schema, ColumnMapping mapping) {
    this.engine = engine;
    this.mapping = mapping;
    allocator = parent.newChildAllocator("duckdb-check", 0, Long.MAX_VALUE);
    needed = schema.getFields().stream().anyMatch(field -> isConverted(field, mapping));
  }

  private static boolean isConverted(Field field, ColumnMapping mapping) {
    return switch (field.getType().getTypeID()) {
      case Null, Bool, Int, FloatingPoint, Utf8, LargeUtf8, Binary, LargeBinary, FixedSizeBinary ->
          false;
      case Timestamp ->
          mapping.isCast(field.getName()) || isCoarse(((ArrowType.Timestamp) field.getType()));
      case Date ->
          mapping.isCast(field.getName())
              || ((ArrowType.Date) field.getType()).getUnit() != DateUnit.DAY;
      default -> true;
    };
  }

  /** The type of instants counts microseconds, so larger units are multiplied. */
  private static boolean isCoarse(ArrowType.Timestamp type) {
    return type.getTimezone() != null && type.getUnit() != TimeUnit.MICROSECOND;
  }

  @Override
  public void check(VectorSchemaRoot batch) {
    if (!needed || batch.getRowCount() == 0) {
      return;
    }
    try (VectorSchemaRoot shared = batch.slice(0, batch.getRowCount());
        ChunkBuffer buffer =
            new ChunkBuffer(
                allocator, mapping.stream().size(), Long.MAX_VALUE, Long.MAX_VALUE, this::run)) {
      buffer.add(shared, new DictionaryProvider.MapDictionaryProvider());
      buffer.flush();
    }
  }

  private void run(ArrowChunk chunk) {
    try (chunk) {
      EngineConnection open = connection;
      if (open == null) {
        open = engine.connect();
        connection = open;
      }
      open.consume(chunk, mapping::read, row -> row.getString(1));
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
    allocator.close();
  }
}

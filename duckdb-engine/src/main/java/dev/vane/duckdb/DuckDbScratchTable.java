package dev.vane.duckdb;

import dev.vane.spi.Relation;
import dev.vane.spi.ScratchTable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.vector.types.pojo.Schema;

/** A table of the scratch area. */
final class DuckDbScratchTable implements ScratchTable {
  private final DuckDbEngine engine;
  private final String name;
  private final Schema schema;
  private final long rowCount;
  private final long bytes;
  private final AtomicBoolean closed = new AtomicBoolean();

  DuckDbScratchTable(DuckDbEngine engine, String name, Schema schema, long rowCount, long bytes) {
    this.engine = engine;
    this.name = name;
    this.schema = schema;
    this.rowCount = rowCount;
    this.bytes = bytes;
  }

  @Override
  public Relation relation() {
    return Relation.of(name);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public long rowCount() {
    return rowCount;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try (EngineConnection connection = engine.connect()) {
        connection.execute("DROP TABLE IF EXISTS " + name);
      }
    }
  }
}

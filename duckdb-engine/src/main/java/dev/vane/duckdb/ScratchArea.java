package dev.vane.duckdb;

import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.duckdb.ingest.ChunkBuffer;
import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.duckdb.types.SqlType;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ScratchTable;
import dev.vane.spi.WriteOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/**
 * An in-memory catalog for results that are kept. Rows are copied from the session that computes
 * them to a table written by a connection of its own, chunk by chunk: the session keeps its view of
 * the data, the query streams and obeys its limits as any other, and the table is there for
 * everyone when its transaction has committed. DuckDB scans a table in the order of insertion.
 */
final class ScratchArea {
  static final String CATALOG = "scratch";
  private static final long CHUNK_BYTES = 32L << 20;

  private final DuckDbEngine engine;
  private final AtomicLong count = new AtomicLong();

  private ScratchArea(DuckDbEngine engine) {
    this.engine = engine;
  }

  static ScratchArea create(DuckDbEngine engine) {
    return new ScratchArea(engine);
  }

  /**
   * Reads the result to its end into a new table.
   *
   * @param columns the types of its columns
   */
  ScratchTable keep(QueryResult result, List<SqlType> columns) {
    String table =
        DuckDbDialect.INSTANCE.path(CATALOG, "main", "result_" + count.incrementAndGet());
    try (EngineConnection connection = engine.connect();
        BufferAllocator allocator =
            engine.allocator().newChildAllocator("scratch", 0, Long.MAX_VALUE)) {
      connection.begin();
      connection.execute("CREATE TABLE " + table + definition(result, columns));
      Copy copy = new Copy(connection, table);
      try (ChunkBuffer buffer =
          new ChunkBuffer(
              allocator,
              columns.size(),
              WriteOptions.DEFAULT_CHUNK_ROWS,
              CHUNK_BYTES,
              copy::insert)) {
        while (result.next()) {
          buffer.add(result.batch(), new DictionaryProvider.MapDictionaryProvider());
        }
        buffer.flush();
      }
      connection.commit();
      return new DuckDbScratchTable(engine, table, result.schema(), copy.rows, copy.bytes);
    }
  }

  private static String definition(QueryResult result, List<SqlType> types) {
    List<String> names =
        result.schema().getFields().stream().map(field -> field.getName()).toList();
    return IntStream.range(0, names.size())
        .mapToObj(
            position ->
                DuckDbDialect.INSTANCE.identifier(names.get(position)) + " " + types.get(position))
        .collect(Collectors.joining(", ", " (", ")"));
  }

  /** What was copied so far. */
  private static final class Copy {
    private final EngineConnection connection;
    private final String table;
    private long rows;
    private long bytes;

    Copy(EngineConnection connection, String table) {
      this.connection = connection;
      this.table = table;
    }

    void insert(ArrowChunk chunk) {
      try (chunk) {
        rows += chunk.rows();
        bytes += chunk.bytes();
        String columns = String.join(", ", chunk.columns());
        connection.consume(
            chunk, rows -> "INSERT INTO " + table + " SELECT " + columns + " FROM " + rows);
      }
    }
  }
}

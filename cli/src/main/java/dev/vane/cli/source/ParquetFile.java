package dev.vane.cli.source;

import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.duckdb.ingest.ChunkBuffer;
import dev.vane.duckdb.sql.DuckDbDialect;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;

/** Writes rows to a Parquet file, through a table in an engine of its own. */
public final class ParquetFile {
  private static final int CHUNK_ROWS = 122_880;
  private static final long CHUNK_BYTES = 256L << 20;
  private static final String TABLE = "rows";

  private ParquetFile() {}

  /** Writes all rows of a reader. */
  public static void write(ArrowReader rows, Path file) throws IOException {
    VectorSchemaRoot root = rows.getVectorSchemaRoot();
    try (RootAllocator own = new RootAllocator();
        FileEngine engine = FileEngine.open(file, own);
        EngineConnection connection = engine.engine().connect()) {
      String columns = columns(root.getSchema().getFields());
      Loader loader = new Loader(connection, columns);
      BufferAllocator allocator = root.getFieldVectors().get(0).getAllocator();
      try (ChunkBuffer chunks =
          new ChunkBuffer(
              allocator, root.getFieldVectors().size(), CHUNK_ROWS, CHUNK_BYTES, loader::load)) {
        while (rows.loadNextBatch()) {
          chunks.add(root, rows);
        }
        chunks.flush();
      }
      if (!loader.created) {
        throw new IOException("There are no rows, and a Parquet file without rows is of no use.");
      }
      connection.execute(
          "COPY " + TABLE + " TO " + engine.literal() + " (FORMAT parquet, COMPRESSION zstd)");
    }
  }

  /** The select list that gives the chunk's columns their names. */
  private static String columns(List<Field> fields) {
    List<String> chunkColumns = ArrowChunk.columns(fields.size());
    List<String> columns = new ArrayList<>();
    for (int column = 0; column < fields.size(); column++) {
      columns.add(
          DuckDbDialect.INSTANCE.identifier(chunkColumns.get(column))
              + " AS "
              + DuckDbDialect.INSTANCE.identifier(fields.get(column).getName()));
    }
    return String.join(", ", columns);
  }

  private static final class Loader {
    private final EngineConnection connection;
    private final String columns;
    private boolean created;

    Loader(EngineConnection connection, String columns) {
      this.connection = connection;
      this.columns = columns;
    }

    void load(ArrowChunk chunk) {
      try (chunk) {
        connection.consume(
            chunk,
            view ->
                (created ? "INSERT INTO " + TABLE : "CREATE TABLE " + TABLE + " AS")
                    + " SELECT "
                    + columns
                    + " FROM "
                    + view);
        created = true;
      }
    }
  }
}

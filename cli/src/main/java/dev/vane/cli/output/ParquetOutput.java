package dev.vane.cli.output;

import dev.vane.cli.source.ParquetFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** A Parquet file, written beside and then copied out, because its end tells its beginning. */
final class ParquetOutput implements RowOutput {
  private final OutputStream out;

  ParquetOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void print(RowSource rows) throws IOException {
    Path folder = Files.createTempDirectory("vane-output");
    Path file = folder.resolve("rows.parquet");
    try (RootAllocator allocator = new RootAllocator();
        Rows reader = new Rows(rows, allocator)) {
      ParquetFile.write(reader, file);
      Files.copy(file, out);
      out.flush();
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  /** Rows as a reader; their root stays theirs. */
  private static final class Rows extends ArrowReader {
    private final RowSource rows;

    Rows(RowSource rows, BufferAllocator allocator) {
      super(allocator);
      this.rows = rows;
    }

    @Override
    public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
      return rows.root();
    }

    @Override
    public Map<Long, Dictionary> getDictionaryVectors() {
      return Map.of();
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      return rows.next();
    }

    @Override
    public long bytesRead() {
      return 0;
    }

    @Override
    protected void closeReadSource() {
      // The rows are their owner's.
    }

    @Override
    protected Schema readSchema() throws IOException {
      return rows.schema();
    }
  }
}

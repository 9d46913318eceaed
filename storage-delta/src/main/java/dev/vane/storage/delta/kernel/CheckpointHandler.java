package dev.vane.storage.delta.kernel;

import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.internal.json.JsonUtils;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.engine.ParquetHandler;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import io.delta.kernel.utils.FileStatus;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads and writes checkpoints through the SQL engine, so that no Parquet library is needed beside
 * it. Rows cross over as JSON lines, a form that Kernel and the engine both speak; reading is
 * batched, writing goes through a temporary file, so memory doesn't grow with the checkpoint.
 */
final class CheckpointHandler implements ParquetHandler {
  private static final long MIN_OBJECT_BYTES = 1L << 20;

  /** The action by which a checkpoint of the second form says of which version it is. */
  private static final String NAMED = "checkpointMetadata";

  private final ConnectionSource connections;
  private final LogJsonHandler json;
  private final FileIO store;

  CheckpointHandler(ConnectionSource connections, LogJsonHandler json, FileIO store) {
    this.connections = connections;
    this.json = json;
    this.store = store;
  }

  @Override
  public CloseableIterator<FileReadResult> readParquetFiles(
      CloseableIterator<FileStatus> files, StructType schema, Optional<Predicate> predicate) {
    return new CheckpointRows(connections, json, store, files, schema);
  }

  @Override
  public CloseableIterator<DataFileStatus> writeParquetFiles(
      String directory, CloseableIterator<FilteredColumnarBatch> data, List<Column> statistics) {
    throw new UnsupportedOperationException("data files are not written through Kernel");
  }

  @Override
  public void writeParquetFileAtomically(
      String filePath, CloseableIterator<FilteredColumnarBatch> data) throws IOException {
    write(KernelPaths.fromKernel(filePath), data, OptionalLong.empty());
  }

  /**
   * Writes a checkpoint.
   *
   * @param named the version, where the checkpoint says of which it is
   * @return the actions in it
   */
  long write(Path target, CloseableIterator<FilteredColumnarBatch> data, OptionalLong named)
      throws IOException {
    Path lines = store.temporary(target.resolveSibling("rows.json"));
    Path parquet = store.temporary(target);
    try {
      Written written = write(data, lines, named);
      copy(lines, written, parquet);
      store.publish(parquet, target, false);
      return written.rows();
    } finally {
      Files.deleteIfExists(lines);
      Files.deleteIfExists(parquet);
    }
  }

  /**
   * What is in the file of lines.
   *
   * @param longest bytes of the longest line, by which the engine sizes its buffers
   */
  private record Written(StructType schema, long rows, long longest) {}

  private static Written write(
      CloseableIterator<FilteredColumnarBatch> data, Path lines, OptionalLong named)
      throws IOException {
    StructType schema = new StructType();
    long longest = 0;
    long written = 0;
    try (data;
        OutputStream stream = new BufferedOutputStream(Files.newOutputStream(lines), 1 << 16)) {
      if (named.isPresent()) {
        String line = "{\"%s\":{\"version\":%d}}\n".formatted(NAMED, named.getAsLong());
        stream.write(line.getBytes(StandardCharsets.UTF_8));
        written++;
      }
      while (data.hasNext()) {
        FilteredColumnarBatch batch = data.next();
        schema = batch.getData().getSchema();
        try (CloseableIterator<Row> rows = batch.getRows()) {
          while (rows.hasNext()) {
            byte[] line = JsonUtils.rowToJson(rows.next()).getBytes(StandardCharsets.UTF_8);
            longest = Math.max(longest, line.length);
            stream.write(line);
            stream.write('\n');
            written++;
          }
        }
      }
    }
    return new Written(
        named.isPresent()
            ? schema.add(NAMED, new StructType().add("version", LongType.LONG))
            : schema,
        written,
        longest);
  }

  private void copy(Path lines, Written written, Path parquet) throws IOException {
    String sql =
        "COPY (SELECT * FROM read_json("
            + CheckpointSql.text(lines.toString())
            + ", format = 'newline_delimited', maximum_object_size = "
            + Math.max(MIN_OBJECT_BYTES, written.longest() + 1)
            + ", columns = "
            + CheckpointSql.columns(written.schema())
            + ")) TO "
            + CheckpointSql.text(parquet.toString())
            + " (FORMAT parquet, COMPRESSION snappy)";
    try (EngineConnection connection = connections.open()) {
      connection.execute(sql);
    } catch (VaneException e) {
      throw new IOException("the checkpoint " + parquet + " could not be written", e);
    }
  }
}

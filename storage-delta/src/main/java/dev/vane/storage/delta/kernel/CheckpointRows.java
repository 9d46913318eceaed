package dev.vane.storage.delta.kernel;

import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.RowStream;
import dev.vane.spi.VaneException;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The rows of some checkpoint files, a batch at a time. */
final class CheckpointRows implements CloseableIterator<FileReadResult> {
  private static final int BATCH_ROWS = 1_024;

  private final ConnectionSource connections;
  private final LogJsonHandler json;
  private final CloseableIterator<FileStatus> files;
  private final StructType schema;

  private @Nullable EngineConnection connection;
  private @Nullable RowStream<String> rows;
  private String path = "";
  private @Nullable FileReadResult next;

  CheckpointRows(
      ConnectionSource connections,
      LogJsonHandler json,
      CloseableIterator<FileStatus> files,
      StructType schema) {
    this.connections = connections;
    this.json = json;
    this.files = files;
    this.schema = schema;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        next = readBatch();
      } catch (VaneException e) {
        throw new CheckpointUnreadableException(path, e);
      }
    }
    return next != null;
  }

  @Override
  public FileReadResult next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    FileReadResult result = next;
    next = null;
    return result;
  }

  private @Nullable FileReadResult readBatch() {
    List<String> batch = new ArrayList<>();
    while (batch.isEmpty()) {
      RowStream<String> current = rows;
      if (current == null) {
        if (!files.hasNext()) {
          return null;
        }
        current = open(files.next().getPath());
      }
      while (batch.size() < BATCH_ROWS && current.hasNext()) {
        batch.add(current.next());
      }
      if (batch.size() < BATCH_ROWS) {
        current.close();
        rows = null;
      }
    }
    return new FileReadResult(json.parse(batch, schema), path);
  }

  private RowStream<String> open(String file) {
    path = file;
    if (connection == null) {
      connection = connections.open();
    }
    String sql = CheckpointSql.select(LocalPaths.fromKernel(file).toString(), schema);
    RowStream<String> opened = connection.stream(sql, row -> row.getString(1));
    rows = opened;
    return opened;
  }

  @Override
  public void close() throws IOException {
    if (rows != null) {
      rows.close();
    }
    if (connection != null) {
      connection.close();
    }
    files.close();
  }
}

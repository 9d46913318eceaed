package dev.vane.storage.delta.kernel;

import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.RowStream;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.AtomicPublication;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.WantedFile;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.exceptions.KernelEngineException;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The rows of some checkpoint files, a batch at a time. */
final class CheckpointRows implements CloseableIterator<FileReadResult> {
  private static final int BATCH_ROWS = 1_024;

  private final ConnectionSource connections;
  private final LogJsonHandler json;
  private final FileIO store;
  private final CloseableIterator<FileStatus> files;
  private final StructType schema;
  private final FileIO.Reading reading;

  private @Nullable EngineConnection connection;
  private @Nullable RowStream<String> rows;
  private String path = "";
  private @Nullable FileReadResult next;

  CheckpointRows(
      ConnectionSource connections,
      LogJsonHandler json,
      FileIO store,
      CloseableIterator<FileStatus> files,
      StructType schema) {
    this.connections = connections;
    this.json = json;
    this.store = store;
    this.files = files;
    this.schema = schema;
    this.reading = store.reading();
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        next = readBatch();
      } catch (VaneException e) {
        // A value that the engine refuses is the file's, and no client's.
        throw new CheckpointUnreadableException(
            path, e.code() == ErrorCode.VALUE_REFUSED ? e.getCause() : e);
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
        current = open(files.next());
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

  private RowStream<String> open(FileStatus status) {
    path = status.getPath();
    Path file = KernelPaths.fromKernel(path);
    try {
      store.fetch(
          AtomicPublication.parent(file),
          List.of(new WantedFile(file, status.getSize(), status.getModificationTime())));
    } catch (IOException e) {
      throw new KernelEngineException("reading " + path, KernelFiles.inKernelsTerms(e));
    }
    if (connection == null) {
      connection = connections.open();
    }
    boolean known =
        connection
            .first(CheckpointSql.isCheckpoint(file.toString()), row -> row.getBoolean(1))
            .orElse(false);
    if (!known) {
      throw new CheckpointUnreadableException(path, null);
    }
    String sql = CheckpointSql.select(file.toString(), schema);
    RowStream<String> opened = connection.stream(sql, row -> row.getString(1));
    rows = opened;
    return opened;
  }

  @Override
  public void close() throws IOException {
    try (reading;
        files) {
      if (rows != null) {
        rows.close();
      }
      if (connection != null) {
        connection.close();
      }
    }
  }
}

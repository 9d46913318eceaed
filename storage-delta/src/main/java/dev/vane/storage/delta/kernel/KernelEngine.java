package dev.vane.storage.delta.kernel;

import io.delta.kernel.defaults.engine.DefaultExpressionHandler;
import io.delta.kernel.defaults.engine.DefaultFileSystemClient;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.ExpressionHandler;
import io.delta.kernel.engine.FileSystemClient;
import io.delta.kernel.engine.JsonHandler;
import io.delta.kernel.engine.ParquetHandler;

/** What Kernel works with: the local disk, and an SQL engine for checkpoints. */
final class KernelEngine implements Engine {
  private final KernelFiles files;
  private final ExpressionHandler expressions = new DefaultExpressionHandler();
  private final LogJsonHandler json;
  private final FileSystemClient fileSystem;
  private final CheckpointHandler parquet;

  KernelEngine(KernelFiles files, ConnectionSource connections) {
    this.files = files;
    this.json = new LogJsonHandler(files);
    this.fileSystem = new DefaultFileSystemClient(files);
    this.parquet = new CheckpointHandler(connections, json, files.store());
  }

  KernelFiles files() {
    return files;
  }

  CheckpointHandler checkpoints() {
    return parquet;
  }

  @Override
  public ExpressionHandler getExpressionHandler() {
    return expressions;
  }

  @Override
  public JsonHandler getJsonHandler() {
    return json;
  }

  @Override
  public FileSystemClient getFileSystemClient() {
    return fileSystem;
  }

  @Override
  public ParquetHandler getParquetHandler() {
    return parquet;
  }
}

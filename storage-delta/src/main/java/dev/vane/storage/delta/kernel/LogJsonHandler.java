package dev.vane.storage.delta.kernel;

import dev.vane.storage.delta.file.FileIO;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultJsonHandler;
import io.delta.kernel.engine.JsonHandler;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Kernel's own JSON handler, except that blank lines in a commit file are passed over: other
 * writers leave them, and Kernel's reader fails on one.
 */
final class LogJsonHandler implements JsonHandler {
  private final FileIO store;
  private final JsonHandler handler;

  LogJsonHandler(KernelFiles files) {
    this.store = files.store();
    this.handler = new DefaultJsonHandler(files);
  }

  @Override
  public ColumnarBatch parseJson(
      ColumnVector texts, StructType schema, Optional<ColumnVector> selection) {
    return handler.parseJson(texts, schema, selection);
  }

  ColumnarBatch parse(List<String> lines, StructType schema) {
    return handler.parseJson(
        VectorUtils.buildColumnVector(lines, StringType.STRING), schema, Optional.empty());
  }

  @Override
  public CloseableIterator<ColumnarBatch> readJsonFiles(
      CloseableIterator<FileStatus> files, StructType schema, Optional<Predicate> predicate) {
    return new LogLines(store, files).map(lines -> parse(lines, schema));
  }

  @Override
  public void writeJsonFileAtomically(String path, CloseableIterator<Row> rows, boolean overwrite)
      throws IOException {
    handler.writeJsonFileAtomically(path, rows, overwrite);
  }
}

package dev.vane.flight.sql;

import com.google.protobuf.ByteString;
import dev.vane.flight.put.PutHandler;
import dev.vane.gateway.query.Cancellation;
import dev.vane.gateway.statement.ParameterRows;
import dev.vane.gateway.statement.StatementService;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.sql.impl.FlightSql.DoPutPreparedStatementResult;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Values for a prepared statement: kept for its next execution, or written at once. */
final class ValuesPut implements PutHandler {
  /** What a value holds on the heap beside its own bytes, about. */
  private static final long BYTES_PER_VALUE = 48;

  private final StatementService statements;
  private final String handle;
  private final boolean update;
  private final Cancellation cancellation = new Cancellation();
  private final List<List<@Nullable Object>> rows = new ArrayList<>();
  private long bytes;

  private ValuesPut(StatementService statements, String handle, boolean update) {
    this.statements = statements;
    this.handle = handle;
    this.update = update;
  }

  static ValuesPut ofUpdate(StatementService statements, String handle) {
    return new ValuesPut(statements, handle, true);
  }

  static ValuesPut ofQuery(StatementService statements, String handle) {
    return new ValuesPut(statements, handle, false);
  }

  @Override
  public void begin(Schema schema) {}

  @Override
  public void append(VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    for (FieldVector vector : batch.getFieldVectors()) {
      bytes += vector.getBufferSize() + BYTES_PER_VALUE * batch.getRowCount();
    }
    if (bytes > statements.valueBytes()) {
      throw new VaneException(
          ErrorCode.LIMIT_PREPARED_STATEMENTS,
          "The values take more than limits.prepared_memory (%,d bytes). Send many rows as a bulk ingest (adbc_ingest) instead."
              .formatted(statements.valueBytes()));
    }
    rows.addAll(ParameterRows.read(batch, dictionaries));
  }

  @Override
  public ByteString commit() {
    if (update) {
      return UpdateResults.of(statements.update(handle, rows, cancellation));
    }
    statements.bind(handle, rows, bytes);
    return DoPutPreparedStatementResult.newBuilder()
        .setPreparedStatementHandle(ByteString.copyFromUtf8(handle))
        .build()
        .toByteString();
  }

  @Override
  public void cancel() {
    cancellation.cancel();
  }

  @Override
  public void close() {}
}

package dev.vane.flight.sql;

import com.google.protobuf.ByteString;
import dev.vane.flight.put.PutHandler;
import dev.vane.gateway.query.Cancellation;
import dev.vane.gateway.query.SqlContext;
import dev.vane.gateway.statement.StatementService;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/** A statement that writes, without values. */
final class UpdatePut implements PutHandler {
  private final StatementService statements;
  private final String sql;
  private final SqlContext context;
  private final Cancellation cancellation = new Cancellation();

  UpdatePut(StatementService statements, String sql, SqlContext context) {
    this.statements = statements;
    this.sql = sql;
    this.context = context;
  }

  /** Some clients send a schema without columns. */
  @Override
  public void begin(Schema schema) {}

  @Override
  public void append(VectorSchemaRoot batch, DictionaryProvider dictionaries) {}

  @Override
  public boolean takesRows() {
    return false;
  }

  @Override
  public ByteString commit() {
    return UpdateResults.of(statements.update(sql, context, cancellation));
  }

  @Override
  public void cancel() {
    cancellation.cancel();
  }

  @Override
  public void close() {}
}

package dev.vane.gateway.statement;

import dev.vane.gateway.query.SqlContext;
import dev.vane.spi.UserStatement;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A statement that a client keeps, with the values that it was bound to last.
 *
 * @param context what the client had set when it prepared
 * @param columns what it gives; empty for one that writes
 * @param parameters a field for each parameter, of the null type where the type is not known
 * @param valueBytes what the values hold, about
 * @param shapes what it gave when it was executed before
 */
record PreparedStatement(
    String sql,
    UserStatement statement,
    SqlContext context,
    Optional<Schema> columns,
    Schema parameters,
    List<List<@Nullable Object>> values,
    long valueBytes,
    KnownShapes shapes) {
  /** A guess at what a parsed statement holds beside its text: the tree's text and the names. */
  private static final long OVERHEAD = 1_024;

  private static final long PER_FIELD = 200;

  PreparedStatement withValues(List<List<@Nullable Object>> rows, long bytes) {
    return new PreparedStatement(sql, statement, context, columns, parameters, rows, bytes, shapes);
  }

  /** Bytes that it holds, about. */
  long size() {
    long fields =
        (long) parameters.getFields().size() + columns.map(s -> s.getFields().size()).orElse(0);
    return valueBytes + OVERHEAD + 6L * sql.length() + PER_FIELD * fields;
  }
}

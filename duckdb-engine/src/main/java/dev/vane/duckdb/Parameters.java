package dev.vane.duckdb;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds values to a statement's parameters, in order. */
final class Parameters {
  private Parameters() {}

  static void bind(PreparedStatement statement, List<? extends @Nullable Object> values)
      throws SQLException {
    int position = 1;
    for (Object value : values) {
      statement.setObject(position++, forDriver(value));
    }
  }

  /** The driver takes an instant only as a time with an offset; all else it takes as it is. */
  private static @Nullable Object forDriver(@Nullable Object value) {
    return value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value;
  }
}

package dev.vane.duckdb;

import dev.vane.spi.SqlQuery;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statements that sessions of one connection have prepared, so that a query which comes again
 * with other values is neither described nor bound once more. The engine itself binds a statement
 * again when a table of it has changed; whoever runs it must look whether it still has the columns
 * that it was described with. Only queries with parameters are kept: those are the ones that
 * clients prepare to ask often. Used by one thread at a time.
 */
final class SessionStatements implements AutoCloseable {
  private static final int MOST = 16;
  private static final int MOST_CHARACTERS = 1 << 16;

  private final EngineConnection connection;
  private final Map<String, PreparedQuery> kept = new LinkedHashMap<>(MOST, 0.75f, true);

  SessionStatements(EngineConnection connection) {
    this.connection = connection;
  }

  /**
   * The query, ready to run with its values.
   *
   * @param anew not to use what is kept
   */
  PreparedQuery prepare(SqlQuery query, boolean anew) throws SQLException {
    if (query.parameters().isEmpty() || query.text().length() > MOST_CHARACTERS) {
      return PreparedQuery.prepare(connection, query, PlainQuery::text);
    }
    String key = key(query);
    PreparedQuery found = kept.get(key);
    if (found != null && !anew) {
      return found.with(query);
    }
    if (found != null) {
      kept.remove(key);
      Closing.quietly(found.statement());
    }
    PreparedQuery made = PreparedQuery.prepare(connection, query, PlainQuery::text).keep();
    kept.put(key, made);
    if (kept.size() > MOST) {
      Iterator<PreparedQuery> oldestFirst = kept.values().iterator();
      Closing.quietly(oldestFirst.next().statement());
      oldestFirst.remove();
    }
    return made;
  }

  /** Queries that are alike for the engine, types of values included. */
  private static String key(SqlQuery query) {
    return query.parameters().stream()
        .map(SessionStatements::type)
        .collect(Collectors.joining(";", query.text() + "\0" + query.anyOrder(), ""));
  }

  private static String type(@Nullable Object value) {
    if (value instanceof BigDecimal decimal) {
      return "decimal " + decimal.precision() + " " + decimal.scale();
    }
    return value == null ? "null" : value.getClass().getName();
  }

  @Override
  public void close() {
    kept.values().forEach(query -> Closing.quietly(query.statement()));
    kept.clear();
  }
}

package dev.vane.duckdb;

import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.ScratchTable;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.VaneException;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A session is a connection inside one read-only transaction. DuckDB takes the transaction's view
 * of a file when the first statement touches it, so a backend that reads its own books through
 * {@link #query} and then lets the session scan the table has both from the same commit. Rows that
 * are kept are written by another connection, so the view lasts as long as the session.
 *
 * <p>A query that fails while it runs, or that is cancelled, ends the session; one that does not
 * bind leaves it usable. A connection whose session was not stopped serves the next one.
 */
public final class DuckDbReadSession implements ReadSession {
  private final DuckDbEngine engine;
  private final SessionConnection session;
  private final EngineConnection connection;
  private final Consumer<SessionConnection> reuse;
  private final IdentityHashMap<Object, Long> kept = new IdentityHashMap<>();
  private volatile @Nullable RunningQuery running;
  private volatile boolean cancelled;
  private boolean closed;
  private final List<Runnable> onClose = new ArrayList<>();

  private DuckDbReadSession(
      DuckDbEngine engine, SessionConnection session, Consumer<SessionConnection> reuse) {
    this.engine = engine;
    this.session = session;
    this.connection = session.connection();
    this.reuse = reuse;
  }

  static DuckDbReadSession open(DuckDbEngine engine) {
    IdleConnections idle = engine.idle();
    long generation = idle.generation();
    SessionConnection waiting = idle.take();
    return begin(
        engine,
        waiting == null ? SessionConnection.open(engine.connect()) : waiting,
        used -> idle.give(used, generation));
  }

  static DuckDbReadSession open(DuckDbEngine engine, String zone) {
    SessionConnection session;
    try {
      session =
          SessionConnection.open(
              engine.connect(), "SET SESSION TimeZone = " + DuckDbDialect.INSTANCE.literal(zone));
    } catch (VaneException failure) {
      throw unknownZone(zone, failure);
    }
    return begin(engine, session, SessionConnection::close);
  }

  private static DuckDbReadSession begin(
      DuckDbEngine engine, SessionConnection session, Consumer<SessionConnection> reuse) {
    try {
      session.begin();
      return new DuckDbReadSession(engine, session, reuse);
    } catch (RuntimeException failure) {
      session.close();
      throw failure;
    }
  }

  private static VaneException unknownZone(String zone, VaneException failure) {
    return failure.getCause() instanceof SQLException cause
            && String.valueOf(cause.getMessage()).contains("Unknown TimeZone")
        ? new VaneException(
            ErrorCode.QUERY_INVALID,
            "There is no time zone %s; give an IANA name such as Europe/Berlin."
                .formatted(Names.quoted(zone)),
            failure)
        : failure;
  }

  /** The session as this class; only this engine makes sessions. */
  public static DuckDbReadSession of(ReadSession session) {
    if (session instanceof DuckDbReadSession known) {
      return known;
    }
    throw new IllegalArgumentException("A session of another engine");
  }

  /** What a backend keeps for as long as the session, made when it is first asked for. */
  public long once(Object owner, LongSupplier value) {
    return kept.computeIfAbsent(owner, key -> value.getAsLong());
  }

  /** Lets the engine bind a statement of a backend's own, without running it. */
  public void bind(String sql) {
    requireUsable();
    connection.bind(sql);
  }

  /** All rows of a small query of a backend's own, in the view of this session. */
  public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... values) {
    requireUsable();
    return connection.query(sql, reader, values);
  }

  /** The first row of a small query of a backend's own. */
  public <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... values) {
    return query(sql, reader, values).stream().findFirst();
  }

  @Override
  public Schema describe(SqlQuery query) {
    try (StreamingResult result =
        start(
            query,
            QueryLimits.none(),
            anew -> PreparedQuery.prepare(connection, query, PlainQuery::emptyText))) {
      return result.schema();
    }
  }

  @Override
  public Schema describeParameters(SqlQuery query) {
    requireUsable();
    List<Field> fields = new ArrayList<>();
    try (PreparedStatement statement = connection.prepare(query.text())) {
      ParameterMetaData metadata = statement.getParameterMetaData();
      for (int i = 1; i <= metadata.getParameterCount(); i++) {
        fields.add(parameter("$" + i, metadata.getParameterTypeName(i)));
      }
    } catch (SQLException failure) {
      throw DuckDbErrors.query(failure);
    }
    return new Schema(fields);
  }

  /** The engine says INVALID where it cannot tell. */
  private Field parameter(String name, String type) throws SQLException {
    if (type.equals("INVALID") || type.equals("UNKNOWN")) {
      return Field.nullable(name, ArrowType.Null.INSTANCE);
    }
    Field field = describe(SqlQuery.of("SELECT CAST(NULL AS " + type + ")")).getFields().get(0);
    return new Field(name, field.getFieldType(), field.getChildren());
  }

  @Override
  public QueryResult execute(SqlQuery query, QueryLimits limits) {
    return start(query, limits, anew -> session.statements().prepare(query, anew));
  }

  @Override
  public ScratchTable materialize(SqlQuery query, QueryLimits limits) {
    try (StreamingResult result =
        start(query, limits, anew -> session.statements().prepare(query, anew))) {
      return engine.scratch().keep(result, result.columns());
    }
  }

  private StreamingResult start(
      SqlQuery query, QueryLimits limits, StreamingResult.Preparation preparation) {
    requireUsable();
    RunningQuery current = new RunningQuery(engine.watchdog(), connection.driver(), limits.time());
    running = current;
    if (cancelled) {
      current.cancel();
    }
    try {
      session.order(query.anyOrder());
      return StreamingResult.start(engine, current, limits, preparation);
    } catch (RuntimeException failure) {
      current.close();
      throw failure;
    }
  }

  private void requireUsable() {
    if (cancelled) {
      throw new VaneException(ErrorCode.CANCELLED, "The query was cancelled.");
    }
    RunningQuery current = running;
    if (current != null && !current.ended()) {
      throw new IllegalStateException("The session's last result is still open");
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    RunningQuery current = running;
    if (current != null) {
      current.cancel();
    }
  }

  @Override
  public void onClose(Runnable action) {
    onClose.add(action);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    RunningQuery last = running;
    boolean sound = !cancelled && (last == null || (last.ended() && !last.stopped()));
    if (sound && session.end()) {
      reuse.accept(session);
    } else {
      session.close();
    }
    onClose.forEach(Runnable::run);
    onClose.clear();
  }
}

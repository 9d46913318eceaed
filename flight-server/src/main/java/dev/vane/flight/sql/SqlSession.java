package dev.vane.flight.sql;

import dev.vane.gateway.query.SqlContext;
import dev.vane.gateway.statement.SessionService;
import io.grpc.Context;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The session of a call: named by the cookie that came with it, and begun by the call if it sets
 * options without one. The cookie goes back with the headers of the answer.
 */
final class SqlSession {
  private static final Context.Key<SqlSession> CURRENT = Context.key("vane-sql-session");

  private final Optional<String> cookie;
  private volatile @Nullable String begun;

  SqlSession(Optional<String> cookie) {
    this.cookie = cookie;
  }

  /** The session of the call that this thread works for. */
  static SqlSession current() {
    SqlSession session = CURRENT.get();
    return session == null ? new SqlSession(Optional.empty()) : session;
  }

  Context in(Context context) {
    return context.withValue(CURRENT, this);
  }

  /** What the client has set, if its session is known. */
  SqlContext context(SessionService sessions) {
    return cookie.flatMap(sessions::find).orElse(SqlContext.NONE);
  }

  /** Keeps options for the calls to come. */
  void keep(SqlContext context, SessionService sessions) {
    Optional<String> known = cookie.filter(id -> sessions.find(id).isPresent());
    if (known.isPresent()) {
      sessions.replace(known.get(), context);
    } else {
      begun = sessions.begin(context);
    }
  }

  /** Ends the session; tells whether there was one. */
  boolean end(SessionService sessions) {
    return cookie.isPresent() && sessions.end(cookie.get());
  }

  /** The session that the client is told to name from now on. */
  Optional<String> begun() {
    return Optional.ofNullable(begun);
  }
}

package dev.vane.gateway.statement;

import dev.vane.config.LimitsConfiguration;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.gateway.query.SqlContext;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sessions: what clients set once for all of their statements. A session begins when an option is
 * set, and ends when it is closed or was idle for {@code limits.session_idle}. Safe for many
 * threads.
 */
public final class SessionService {
  /** The backend of names that say none. */
  public static final String CATALOG = "catalog";

  /** The schema of names that say none. */
  public static final String SCHEMA = "schema";

  /** The zone that times are read and shown in. */
  public static final String TIME_ZONE = "time_zone";

  private static final List<String> OPTIONS = List.of(CATALOG, SCHEMA, TIME_ZONE);

  /** Three short texts. */
  private static final long SESSION_BYTES = 1;

  private final QueryEngine engine;
  private final CatalogService catalog;
  private final HandleStore<SqlContext> sessions;

  private SessionService(LimitsConfiguration limits, QueryEngine engine, CatalogService catalog) {
    this.engine = engine;
    this.catalog = catalog;
    this.sessions =
        new HandleStore<>(
            limits.sessions(), Long.MAX_VALUE, limits.sessionIdle(), () -> tooMany(limits));
  }

  /** The service, without a session yet. */
  public static SessionService create(
      LimitsConfiguration limits,
      QueryEngine engine,
      CatalogService catalog,
      GatewayMetrics metrics) {
    SessionService service = new SessionService(limits, engine, catalog);
    metrics.observe("sql_sessions", "Flight SQL sessions kept.", service.sessions::count);
    return service;
  }

  /**
   * What a session has set.
   *
   * @return empty for one that ended or never was
   */
  public Optional<SqlContext> find(String session) {
    return sessions.find(session);
  }

  /**
   * Begins a session.
   *
   * @return its id, which cannot be guessed
   * @throws VaneException LIMIT_SESSIONS
   */
  public String begin(SqlContext context) {
    return sessions.add(context, SESSION_BYTES);
  }

  /** Puts other options into a session that goes on. */
  public void replace(String session, SqlContext context) {
    sessions.replace(session, context, SESSION_BYTES);
  }

  /** Ends a session; tells whether there was one. */
  public boolean end(String session) {
    boolean known = sessions.find(session).isPresent();
    sessions.close(session);
    return known;
  }

  /**
   * The options with one of them set.
   *
   * @param value empty to unset it
   * @throws VaneException FIELD_UNKNOWN for an unknown option, SESSION_OPTION_INVALID for a value
   */
  public SqlContext with(SqlContext context, String option, Optional<String> value) {
    value.ifPresent(text -> check(option, text));
    return switch (option) {
      case CATALOG -> new SqlContext(value, context.schema(), context.timeZone());
      case SCHEMA -> new SqlContext(context.catalog(), value, context.timeZone());
      case TIME_ZONE -> new SqlContext(context.catalog(), context.schema(), value);
      default ->
          throw new VaneException(
              ErrorCode.FIELD_UNKNOWN,
              "There is no session option %s.%s"
                  .formatted(Names.quoted(option), Suggestions.hint(option, OPTIONS)));
    };
  }

  /** The options that are set, by name. */
  public static Map<String, String> options(SqlContext context) {
    Map<String, String> options = new LinkedHashMap<>();
    context.catalog().ifPresent(value -> options.put(CATALOG, value));
    context.schema().ifPresent(value -> options.put(SCHEMA, value));
    context.timeZone().ifPresent(value -> options.put(TIME_ZONE, value));
    return options;
  }

  private void check(String option, String value) {
    try {
      switch (option) {
        case CATALOG -> requireBackend(value);
        case SCHEMA -> Names.require("schema", value);
        case TIME_ZONE -> engine.openSession(value).close();
        default -> {}
      }
    } catch (VaneException e) {
      throw new VaneException(ErrorCode.SESSION_OPTION_INVALID, e.text(), e);
    }
  }

  private void requireBackend(String value) {
    if (!catalog.backends().contains(value)) {
      throw new VaneException(
          ErrorCode.BACKEND_UNKNOWN,
          "There is no catalog %s.%s"
              .formatted(Names.quoted(value), Suggestions.hint(value, catalog.backends())));
    }
  }

  private static VaneException tooMany(LimitsConfiguration limits) {
    return new VaneException(
        ErrorCode.LIMIT_SESSIONS,
        "%,d sessions are open, as many as limits.sessions allows. Close some, or wait until one was idle for limits.session_idle."
            .formatted(limits.sessions()));
  }
}

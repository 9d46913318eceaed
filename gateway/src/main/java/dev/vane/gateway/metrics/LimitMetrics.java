package dev.vane.gateway.metrics;

import dev.vane.config.HttpLimits;
import dev.vane.config.LimitsConfiguration;
import dev.vane.config.SecurityConfiguration;

/** Shows every configured limit as {@code limit{limit="name"}}, in bytes, seconds or a count. */
public final class LimitMetrics {
  private LimitMetrics() {}

  /** Publishes those of who may connect. */
  public static void publish(SecurityConfiguration security, GatewayMetrics metrics) {
    metrics.limit("security_session", security.session());
    metrics.limit("security_sessions", security.sessions());
    metrics.limit("security_password_checks", security.passwordChecks());
  }

  /** Publishes those of the HTTP port. */
  public static void publish(HttpLimits limits, GatewayMetrics metrics) {
    metrics.limit("http_threads", limits.threads());
    metrics.limit("http_connections", limits.connections());
    metrics.limit("http_idle", limits.idle());
    metrics.limit("http_response_rate", limits.responseRate());
  }

  /** Publishes all of them. */
  public static void publish(LimitsConfiguration limits, GatewayMetrics metrics) {
    metrics.limit("memory", limits.memory());
    metrics.limit("message_size", limits.messageSize());
    metrics.limit("command_size", limits.commandSize());
    metrics.limit("streams", limits.streams());
    metrics.limit("stream_names", limits.streamNames());
    metrics.limit("stream_idle", limits.streamIdle());
    metrics.limit("stream_memory", limits.streamMemory());
    metrics.limit("tenant_share", limits.tenantShare());
    metrics.limit("hold_back", limits.holdBack());
    metrics.limit("tables", limits.tables());
    metrics.limit("columns", limits.columns());
    metrics.limit("queries", limits.queries());
    metrics.limit("query_queue", limits.queryQueue());
    metrics.limit("query_time", limits.queryTime());
    metrics.limit("client_stall", limits.clientStall());
    metrics.limit("pivot_cells", limits.pivotCells());
    metrics.limit("filter_depth", limits.filterDepth());
    metrics.limit("scratch", limits.scratch());
    metrics.limit("log_bytes", limits.logBytes());
    metrics.limit("replay_window", limits.replayWindow());
    metrics.limit("sessions", limits.sessions());
    metrics.limit("session_idle", limits.sessionIdle());
    metrics.limit("prepared_statements", limits.preparedStatements());
    metrics.limit("prepared_memory", limits.preparedMemory());
  }
}

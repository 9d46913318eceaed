package dev.vane.flight;

import dev.vane.gateway.metrics.GatewayMetrics;
import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;

/** Counts connections in vane_active_connections{protocol="flight"}. */
final class ConnectionCounter extends ServerTransportFilter {
  private static final String PROTOCOL = "flight";

  private final GatewayMetrics metrics;

  ConnectionCounter(GatewayMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    metrics.connectionOpened(PROTOCOL);
    return attributes;
  }

  @Override
  public void transportTerminated(Attributes attributes) {
    metrics.connectionClosed(PROTOCOL);
  }
}

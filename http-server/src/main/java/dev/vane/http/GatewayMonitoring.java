package dev.vane.http;

import dev.vane.gateway.Gateway;
import dev.vane.gateway.health.Concern;
import dev.vane.spi.ErrorCode;
import io.prometheus.client.CollectorRegistry;
import java.util.List;
import java.util.Optional;

/** Shows a gateway over HTTP. */
final class GatewayMonitoring implements Monitored {
  private static final String PROTOCOL = "http";

  private final Gateway gateway;

  GatewayMonitoring(Gateway gateway) {
    this.gateway = gateway;
  }

  @Override
  public CollectorRegistry registry() {
    return gateway.metrics().registry();
  }

  @Override
  public Optional<String> obstacle() {
    return gateway.ready()
        ? Optional.empty()
        : Optional.of("The gateway is stopping and accepts no new work.");
  }

  @Override
  public List<Concern> concerns() {
    return gateway.health().concerns();
  }

  @Override
  public void requestBegan() {
    gateway.metrics().connectionOpened(PROTOCOL);
  }

  @Override
  public void requestEnded() {
    gateway.metrics().connectionClosed(PROTOCOL);
  }

  @Override
  public void errorSent(ErrorCode code) {
    gateway.metrics().error(code);
  }
}

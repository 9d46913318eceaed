package dev.vane.http;

import dev.vane.gateway.health.Concern;
import dev.vane.spi.ErrorCode;
import io.prometheus.client.CollectorRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** An application of which only the metrics are real. */
final class ApplicationForTests implements Monitored {
  private final CollectorRegistry registry = new CollectorRegistry();
  private final List<ErrorCode> errors = new CopyOnWriteArrayList<>();
  final Semaphore began = new Semaphore(0);
  final Semaphore ended = new Semaphore(0);
  volatile Optional<String> obstacle = Optional.empty();
  volatile List<Concern> concerns = List.of();

  @Override
  public CollectorRegistry registry() {
    return registry;
  }

  @Override
  public Optional<String> obstacle() {
    return obstacle;
  }

  @Override
  public List<Concern> concerns() {
    return concerns;
  }

  @Override
  public void requestBegan() {
    began.release();
  }

  @Override
  public void requestEnded() {
    ended.release();
  }

  @Override
  public void errorSent(ErrorCode code) {
    errors.add(code);
  }

  List<ErrorCode> errors() {
    return List.copyOf(errors);
  }
}

package dev.vane.http;

import dev.vane.gateway.health.Concern;
import dev.vane.spi.ErrorCode;
import io.prometheus.client.CollectorRegistry;
import java.util.List;
import java.util.Optional;

/** What the HTTP server shows of the application, and tells it. Called by many threads. */
interface Monitored {
  /** The metrics that are scraped. */
  CollectorRegistry registry();

  /** Why new work would be refused, as a sentence; empty while it is accepted. */
  Optional<String> obstacle();

  /** What is of concern, though new work is accepted. */
  List<Concern> concerns();

  /** A request began. {@link #requestEnded} follows once, whatever becomes of it. */
  void requestBegan();

  /** It ended. */
  void requestEnded();

  /** A client was answered with an error. */
  void errorSent(ErrorCode code);
}

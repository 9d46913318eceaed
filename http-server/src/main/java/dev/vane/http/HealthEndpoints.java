package dev.vane.http;

import dev.vane.spi.ErrorKind;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/**
 * Whether the process lives, and whether new work should come to it. They differ while it stops: it
 * lives until the last commit is answered, but a load balancer should look elsewhere.
 */
final class HealthEndpoints {
  private static final int OK = 200;

  private final Monitored application;

  HealthEndpoints(Monitored application) {
    this.application = application;
  }

  List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("/health/live", HealthEndpoints::answerLive),
        new Endpoint("/health/ready", this::answerReady));
  }

  private static void answerLive(Context context) {
    Json.answer(context, OK, new HealthBody("live", null, List.of()));
  }

  private void answerReady(Context context) {
    Optional<String> obstacle = application.obstacle();
    if (obstacle.isEmpty()) {
      Json.answer(context, OK, new HealthBody("ready", null, application.concerns()));
    } else {
      Json.answer(
          context,
          ErrorKind.UNAVAILABLE.httpStatus(),
          new HealthBody("unavailable", obstacle.get(), application.concerns()));
    }
  }
}

package dev.vane.gateway.action;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.health.Concern;
import dev.vane.gateway.health.Health;
import dev.vane.gateway.json.Commands;
import dev.vane.pivot.json.JsonObject;
import java.util.List;
import java.util.Set;

/** Whether new work is accepted, and what may end that. */
final class HealthAction implements Action {
  private final Health health;

  HealthAction(Health health) {
    this.health = health;
  }

  @Override
  public String type() {
    return "health";
  }

  @Override
  public String description() {
    return "Answers {\"status\"}: ready or stopping, and what is of concern.";
  }

  @Override
  public Set<String> keys() {
    return Set.of();
  }

  @Override
  public ObjectNode run(JsonObject body) {
    ObjectNode answer = Commands.object().put("status", health.isReady() ? "ready" : "stopping");
    List<Concern> concerns = health.concerns();
    if (!concerns.isEmpty()) {
      ArrayNode list = answer.putArray("concerns");
      concerns.forEach(
          concern ->
              list.addObject().put("name", concern.name()).put("message", concern.message()));
    }
    return answer;
  }
}

package dev.vane.gateway.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.json.JsonObject;
import java.util.Set;
import java.util.function.Consumer;

/** One action: a name, what it does, and the doing. */
public interface Action {
  String type();

  /** What it takes and gives, in a sentence. */
  String description();

  /** The keys of its body; any other is refused. */
  Set<String> keys();

  /** Runs it. */
  ObjectNode run(JsonObject body);

  /**
   * Runs it and tells how far it is.
   *
   * @param progress takes JSON objects while it runs
   */
  default ObjectNode run(JsonObject body, Consumer<ObjectNode> progress) {
    return run(body);
  }
}

package dev.vane.gateway.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.apply.ReadBarrier;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.health.Health;
import dev.vane.gateway.ingest.IngestService;
import dev.vane.gateway.json.Commands;
import dev.vane.pivot.json.JsonObject;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs actions by name. Safe for many threads. */
public final class ActionService {
  /** An action and what it does, in a sentence. */
  public record Description(String type, String description) {}

  private final Map<String, Action> actions = new TreeMap<>();
  private final long maxBytes;

  private ActionService(List<Action> actions, long maxBytes) {
    actions.forEach(action -> this.actions.put(action.type(), action));
    this.maxBytes = maxBytes;
  }

  /**
   * The service with every action that there is.
   *
   * @param barrier makes actions see what was acknowledged before them
   * @param version of this build
   * @param maxBytes limits.command_size
   * @param more actions of other parts of the gateway
   */
  public static ActionService create(
      CatalogService catalog,
      QueryEngine engine,
      IngestService ingest,
      ReadBarrier barrier,
      Health health,
      String version,
      long maxBytes,
      List<Action> more) {
    List<Action> own =
        List.of(
            new TablesAction(catalog, engine, barrier),
            new DescribeAction(catalog, engine, barrier),
            new StreamStatusAction(ingest),
            new HealthAction(health),
            fixed(
                "version",
                "Answers {\"version\"}.",
                () -> Commands.object().put("version", version)));
    return new ActionService(Stream.concat(own.stream(), more.stream()).toList(), maxBytes);
  }

  public List<Description> list() {
    return actions.values().stream()
        .map(action -> new Description(action.type(), action.description()))
        .toList();
  }

  /**
   * Runs an action.
   *
   * @param body a JSON object, or empty for none
   * @param progress takes JSON objects while it runs, where the action tells how far it is
   * @return a JSON object
   * @throws VaneException {@link ErrorCode#ACTION_UNKNOWN} with the nearest name, or what the
   *     action refuses
   */
  public byte[] run(String type, byte[] body, Consumer<byte[]> progress) {
    Action action = actions.get(type);
    if (action == null) {
      throw new VaneException(
          ErrorCode.ACTION_UNKNOWN,
          "There is no action %s.%s"
              .formatted(Names.quoted(type), Suggestions.hint(type, actions.keySet())));
    }
    ObjectNode object = body.length == 0 ? Commands.object() : Commands.read(body, maxBytes);
    JsonObject fields = Commands.root(object);
    fields.requireKeys(action.keys(), Set.of());
    return Commands.write(action.run(fields, step -> progress.accept(Commands.write(step))));
  }

  private static Action fixed(
      String type, String description, java.util.function.Supplier<ObjectNode> answer) {
    return new Action() {
      @Override
      public String type() {
        return type;
      }

      @Override
      public String description() {
        return description;
      }

      @Override
      public Set<String> keys() {
        return Set.of();
      }

      @Override
      public ObjectNode run(JsonObject body) {
        return answer.get();
      }
    };
  }
}

package dev.vane.gateway.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.vane.gateway.json.Commands;
import dev.vane.pivot.json.JsonObject;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the JSON command that opens a stream. */
final class IngestCommandParser {
  private static final Set<String> KEYS =
      Set.of(
          "stream_name",
          "target_table",
          "storage_backend",
          "mode",
          "key",
          "schema_mode",
          "delta_options",
          "ack");
  private static final Set<String> NOT_OFFERED = Set.of("durability", "producer", "request_id");
  private static final List<String> DELTA_OPTIONS =
      List.of("compression", "target_file_size", "empty_partition");
  private static final String Z_ORDER_BY = "z_order_by";
  private static final Map<String, WriteMode> MODES =
      Map.of(
          "append", WriteMode.APPEND,
          "overwrite", WriteMode.OVERWRITE,
          "create", WriteMode.CREATE,
          "upsert", WriteMode.UPSERT);
  private static final Map<String, SchemaMode> SCHEMA_MODES =
      Map.of("strict", SchemaMode.STRICT, "merge", SchemaMode.MERGE);

  private IngestCommandParser() {}

  static IngestCommand parse(byte[] json, long maxBytes) {
    JsonObject command = Commands.root(Commands.read(json, maxBytes));
    command.requireKeys(KEYS, NOT_OFFERED);
    refuse(command, "storage_backend", "both", "Send the stream to each backend.");
    refuse(
        command,
        "ack",
        "batch",
        "Leave ack out: the whole stream is then one commit, acknowledged at its end.");
    Commands.oneOf(command, "ack", Map.of("end", "end"));
    Optional<JsonObject> delta = delta(command);
    return new IngestCommand(
        Names.require(
            "stream", command.optionalText("stream_name").orElse(IngestCommand.DEFAULT_STREAM)),
        Commands.path(command, "target_table"),
        command.optionalText("storage_backend"),
        Commands.oneOf(command, "mode", MODES).orElse(WriteMode.APPEND),
        Commands.oneOf(command, "schema_mode", SCHEMA_MODES),
        delta.flatMap(options -> Commands.texts(options, "partition_by")),
        delta.map(IngestCommandParser::options).orElse(Map.of()),
        key(command));
  }

  private static List<String> key(JsonObject command) {
    List<String> key = Commands.texts(command, "key").orElse(List.of());
    boolean upsert = command.optionalText("mode").filter("upsert"::equalsIgnoreCase).isPresent();
    if (upsert == key.isEmpty()) {
      throw new VaneException(
          ErrorCode.COMMAND_INVALID,
          upsert
              ? "mode 'upsert' needs key: a list of the columns that tell rows apart."
              : "key is for mode 'upsert'; leave one of them out or change the mode.");
    }
    return key;
  }

  private static void refuse(JsonObject command, String key, String value, String remedy) {
    if (command.optionalText(key).filter(value::equals).isPresent()) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "%s '%s' is not offered yet. %s".formatted(key, value, remedy));
    }
  }

  private static Optional<JsonObject> delta(JsonObject command) {
    JsonNode node = command.get("delta_options");
    if (node == null) {
      return Optional.empty();
    }
    JsonObject delta =
        JsonObject.of(node, command.path("delta_options"), ErrorCode.COMMAND_INVALID);
    delta.requireKeys(
        Set.of("partition_by", "compression", "target_file_size", "empty_partition", Z_ORDER_BY),
        Set.of());
    return Optional.of(delta);
  }

  private static Map<String, String> options(JsonObject delta) {
    Map<String, String> options = new HashMap<>();
    for (String key : DELTA_OPTIONS) {
      JsonNode node = delta.get(key);
      if (node == null) {
        continue;
      }
      if (!node.isTextual() && !node.isIntegralNumber()) {
        throw delta
            .path(key)
            .problem(ErrorCode.COMMAND_INVALID, "must be a text or a whole number");
      }
      options.put(key, node.asText());
    }
    Commands.texts(delta, Z_ORDER_BY)
        .ifPresent(
            columns -> {
              ArrayNode names = Commands.object().arrayNode();
              columns.forEach(names::add);
              options.put(Z_ORDER_BY, names.toString());
            });
    return options;
  }
}

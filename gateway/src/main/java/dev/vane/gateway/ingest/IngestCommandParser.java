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
import java.util.Locale;
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
          "filters",
          "schema_mode",
          "delta_options",
          "ack",
          "durability",
          "producer",
          "request_id");
  private static final Map<String, AckMode> ACKS =
      Map.of("end", AckMode.END, "batch", AckMode.BATCH);
  private static final Map<String, Durability> DURABILITIES =
      Map.of("log", Durability.LOG, "table", Durability.TABLE);
  private static final List<String> DELTA_OPTIONS =
      List.of("compression", "target_file_size", "empty_partition", "auto_compact");
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
    command.requireKeys(KEYS, Set.of());
    AckMode ack = Commands.oneOf(command, "ack", ACKS).orElse(AckMode.END);
    WriteMode mode = Commands.oneOf(command, "mode", MODES).orElse(WriteMode.APPEND);
    Optional<ProducerName> producer = producer(command);
    Optional<String> requestId =
        command.optionalText("request_id").map(id -> Names.require("request_id", id));
    requireConsistent(ack, mode, producer, requestId);
    Optional<JsonObject> delta = delta(command);
    return new IngestCommand(
        Names.require(
            "stream", command.optionalText("stream_name").orElse(IngestCommand.DEFAULT_STREAM)),
        Commands.path(command, "target_table"),
        command.optionalText("storage_backend"),
        mode,
        Commands.oneOf(command, "schema_mode", SCHEMA_MODES),
        delta.flatMap(options -> Commands.texts(options, "partition_by")),
        delta.map(IngestCommandParser::options).orElse(Map.of()),
        key(command),
        filters(command, mode),
        ack,
        Commands.oneOf(command, "durability", DURABILITIES).orElse(Durability.LOG),
        producer,
        requestId);
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

  /** What is replaced; its fields are found when the table is known. */
  private static Optional<JsonObject> filters(JsonObject command, WriteMode mode) {
    if (command.get("filters") == null) {
      return Optional.empty();
    }
    if (mode != WriteMode.OVERWRITE) {
      throw new VaneException(
          ErrorCode.COMMAND_INVALID,
          "filters say what mode 'overwrite' replaces; leave them out or change the mode.");
    }
    if (command.list("filters").isEmpty()) {
      throw command
          .path("filters")
          .problem(ErrorCode.COMMAND_INVALID, "is empty; leave it out to replace all rows");
    }
    return Optional.of(command);
  }

  private static Optional<ProducerName> producer(JsonObject command) {
    JsonNode node = command.get("producer");
    if (node == null) {
      return Optional.empty();
    }
    JsonObject producer = JsonObject.of(node, command.path("producer"), ErrorCode.COMMAND_INVALID);
    producer.requireKeys(Set.of("id", "epoch"), Set.of());
    return Optional.of(new ProducerName(producer.text("id"), producer.count("epoch").orElse(0)));
  }

  private static void requireConsistent(
      AckMode ack, WriteMode mode, Optional<ProducerName> producer, Optional<String> requestId) {
    if (producer.isPresent() && requestId.isPresent()) {
      throw new VaneException(
          ErrorCode.COMMAND_INVALID,
          "The command has a producer and a request_id. A producer numbers its batches; a request_id is for a whole stream without numbers. Give one of them.");
    }
    if (ack == AckMode.BATCH && requestId.isPresent()) {
      throw new VaneException(
          ErrorCode.COMMAND_INVALID,
          "A request_id makes the whole stream one unit, so it can't be acknowledged batch by batch. Leave ack out, or give a producer and number the batches.");
    }
    if (ack == AckMode.BATCH && mode != WriteMode.APPEND && mode != WriteMode.CREATE) {
      throw new VaneException(
          ErrorCode.COMMAND_INVALID,
          "mode '%s' replaces rows at its commit, so nothing can be acknowledged before. Leave ack out, or append."
              .formatted(mode.name().toLowerCase(Locale.ROOT)));
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
        Set.of(
            "partition_by",
            "compression",
            "target_file_size",
            "empty_partition",
            "auto_compact",
            Z_ORDER_BY),
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

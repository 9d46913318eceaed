package dev.vane.gateway.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.json.Commands;
import dev.vane.pivot.json.JsonObject;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells the forms of a question apart: by measures a pivot, by sql a statement, by drill the rows
 * of a cell, else a scan.
 */
final class QueryCommandParser {
  static final String PINNED = "pinned";
  static final String QUESTION = "question";

  /** What any question may have; an unknown key is told before a missing one. */
  private static final Set<String> KEYS =
      Set.of(
          "table",
          "columns",
          "filters",
          "sort",
          "limit",
          "as_of",
          "changes",
          "sql",
          "parameters",
          "measures",
          "drill");

  private QueryCommandParser() {}

  static QueryCommand parse(ObjectNode command) {
    if (command.has("measures")) {
      return new QueryCommand.Pivot(command);
    }
    if (command.has("drill")) {
      return new QueryCommand.Drill(command);
    }
    if (command.has("sql")) {
      return sql(command);
    }
    if (command.has(PINNED)) {
      return pinned(Commands.root(command));
    }
    if (!command.has("table")) {
      Commands.root(command).requireKeys(KEYS, Set.of());
      throw new VaneException(
          ErrorCode.COMMAND_INVALID,
          "The command asks nothing: give {\"table\": ...} for a scan, with \"measures\" for a pivot, {\"sql\": ...}, or {\"drill\": ...} for the rows of a cell.");
    }
    return new QueryCommand.Scan(command);
  }

  private static QueryCommand pinned(JsonObject ticket) {
    ticket.requireKeys(Set.of(PINNED, QUESTION), Set.of());
    try {
      return new QueryCommand.Pinned(
          UUID.fromString(ticket.text(PINNED)), (ObjectNode) ticket.raw(QUESTION));
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new VaneException(
          ErrorCode.COMMAND_INVALID,
          "The ticket is not one that this gateway gave. Send tickets unchanged.",
          e);
    }
  }

  static QueryCommand scan(List<String> path) {
    ObjectNode spec = Commands.object();
    path.forEach(spec.putArray("table")::add);
    return new QueryCommand.Scan(spec);
  }

  private static QueryCommand sql(ObjectNode command) {
    JsonObject statement = Commands.root(command);
    statement.requireKeys(Set.of("sql", "parameters", PINNED), Set.of());
    List<@Nullable Object> parameters = new ArrayList<>();
    for (JsonNode element : statement.list("parameters")) {
      parameters.add(parameter(element));
    }
    return new QueryCommand.Sql(
        statement.text("sql"),
        parameters,
        Commands.texts(statement, PINNED).orElse(List.of()),
        command);
  }

  private static @Nullable Object parameter(JsonNode element) {
    if (element.isNull()) {
      return null;
    }
    if (element.isBoolean()) {
      return element.booleanValue();
    }
    if (element.isTextual()) {
      return element.textValue();
    }
    if (element.isIntegralNumber()) {
      return element.canConvertToLong() ? (Object) element.longValue() : element.bigIntegerValue();
    }
    if (element.isNumber()) {
      return element.doubleValue();
    }
    throw new VaneException(
        ErrorCode.COMMAND_INVALID,
        "A parameter is a text, a number, true, false or null; cast a text in the statement for other types.");
  }
}

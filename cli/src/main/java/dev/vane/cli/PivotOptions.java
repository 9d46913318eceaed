package dev.vane.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A pivot question by options, or a whole spec from a file. */
final class PivotOptions {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Option(
      names = "--spec",
      paramLabel = "FILE",
      description = "The whole question as JSON; - reads it from standard input.")
  private Optional<String> file = Optional.empty();

  @Parameters(
      arity = "0..1",
      paramLabel = "TABLE",
      description = "The table: its name, or a path such as delta.main.trades.")
  private Optional<String> table = Optional.empty();

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "FIELD",
      description = "Fields down the side; traded_at:month is a field's months.")
  private List<String> rows = new ArrayList<>();

  @Option(names = "--columns", split = ",", paramLabel = "FIELD", description = "Fields across.")
  private List<String> columns = new ArrayList<>();

  @Option(
      names = "--measures",
      split = ",",
      paramLabel = "AGG:FIELD",
      description = "What to compute, such as sum:notional,avg:price,count.")
  private List<String> measures = new ArrayList<>();

  @Option(
      names = "--filter",
      paramLabel = "CONDITION",
      description =
          "Rows to keep, such as \"region = EMEA\", \"price >= 10\" or \"desk in Rates|Credit\";"
              + " several must all hold.")
  private List<String> filters = new ArrayList<>();

  @Option(
      names = "--sort",
      split = ",",
      paramLabel = "FIELD[:desc]",
      description = "Row field or measure to sort by.")
  private List<String> sort = new ArrayList<>();

  @Option(names = "--limit", paramLabel = "N", description = "Leaf rows to keep, in order.")
  private Optional<Long> limit = Optional.empty();

  @Option(names = "--totals", description = "Add totals of all rows and of all columns.")
  private boolean totals;

  @Option(names = "--subtotals", description = "Add a subtotal for each row field but the last.")
  private boolean subtotals;

  @Option(
      names = "--explain",
      description = "Answer the question, and print how: its SQL, what was kept, how long it took.")
  private boolean explain;

  /** The question as the gateway takes it. */
  JsonNode spec(InputStream standardInput) throws IOException {
    JsonNode spec = question(standardInput);
    return explain && spec instanceof ObjectNode object ? object.put("explain", true) : spec;
  }

  private JsonNode question(InputStream standardInput) throws IOException {
    if (file.isPresent()) {
      if (table.isPresent() || !measures.isEmpty()) {
        throw new UsageException("Give either --spec, or a table with --measures.");
      }
      return parse(
          file.get().equals("-")
              ? standardInput.readAllBytes()
              : Files.readAllBytes(Path.of(file.get())));
    }
    if (table.isEmpty() || measures.isEmpty()) {
      throw new UsageException(
          "Give a table with --measures, such as: vane pivot trades --rows region --measures"
              + " sum:notional; or a whole question with --spec FILE.");
    }
    return assemble(table.get());
  }

  private static JsonNode parse(byte[] json) throws IOException {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "The spec is not JSON: "
              + e.getOriginalMessage()
              + " (line "
              + e.getLocation().getLineNr()
              + ")");
    }
  }

  private ObjectNode assemble(String name) {
    ObjectNode spec = MAPPER.createObjectNode();
    spec.set("table", TablePaths.json(name));
    QuestionText.addKeys(spec.putArray("rows"), rows);
    if (!columns.isEmpty()) {
      QuestionText.addKeys(spec.putArray("columns"), columns);
    }
    ArrayNode computed = spec.putArray("measures");
    measures.forEach(measure -> computed.add(measure(measure)));
    QuestionText.addConditions(spec, filters);
    QuestionText.addSort(spec, sort);
    limit.ifPresent(rowsKept -> spec.put("limit", rowsKept));
    addTotals(spec);
    return spec;
  }

  private void addTotals(ObjectNode spec) {
    if (!totals && !subtotals) {
      return;
    }
    ObjectNode wanted = spec.putObject("totals");
    if (totals) {
      wanted.put("rows", "after");
      if (!columns.isEmpty()) {
        wanted.put("columns", "after");
      }
    }
    if (subtotals) {
      wanted.put("subtotals", true);
    }
  }

  private static ObjectNode measure(String text) {
    ObjectNode measure = MAPPER.createObjectNode();
    int colon = text.indexOf(':');
    measure.put("agg", colon < 0 ? text : text.substring(0, colon));
    if (colon >= 0) {
      measure.put("field", text.substring(colon + 1));
    } else if (!text.equals("count")) {
      throw new UsageException(
          "--measures: '" + text + "' names no field. Write it as " + text + ":FIELD.");
    }
    return measure;
  }
}

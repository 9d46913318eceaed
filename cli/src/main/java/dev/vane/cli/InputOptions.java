package dev.vane.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vane.cli.source.ColumnTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say how files are read. */
final class InputOptions {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Option(
      names = "--types",
      paramLabel = "COLUMN=TYPE",
      description =
          "Types instead of those that are found, as SQL names them, divided by semicolons:"
              + " \"id=BIGINT; price=DECIMAL(18, 4)\".")
  private List<String> types = new ArrayList<>();

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description =
          "All columns with their types, in order, as a JSON object: {\"id\": \"BIGINT\"}.")
  private Optional<Path> schema = Optional.empty();

  ColumnTypes types() throws IOException {
    try {
      if (schema.isPresent()) {
        if (!types.isEmpty()) {
          throw new UsageException("Give --types or --schema, not both.");
        }
        return new ColumnTypes(ofFile(schema.get()), true);
      }
      return new ColumnTypes(ofOptions(), false);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Map<String, String> ofOptions() {
    Map<String, String> found = new LinkedHashMap<>();
    for (String option : types) {
      for (String each : option.split(";", -1)) {
        int equals = each.lastIndexOf('=');
        if (equals < 1) {
          throw new UsageException(
              "--types: '" + each.strip() + "' is no column and type. Write it as id=BIGINT.");
        }
        found.put(each.substring(0, equals).strip(), each.substring(equals + 1).strip());
      }
    }
    return found;
  }

  private static Map<String, String> ofFile(Path file) throws IOException {
    JsonNode json;
    try {
      json = MAPPER.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new UsageException("--schema: " + file + " is not JSON: " + e.getOriginalMessage());
    }
    Map<String, String> found = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!field.getValue().isTextual()) {
        throw new UsageException(
            "--schema: the type of '" + field.getKey() + "' is no text. Write it as \"BIGINT\".");
      }
      found.put(field.getKey(), field.getValue().asText());
    }
    if (found.isEmpty()) {
      throw new UsageException(
          "--schema: " + file + " names no column. Write {\"id\": \"BIGINT\", ...}.");
    }
    return found;
  }
}

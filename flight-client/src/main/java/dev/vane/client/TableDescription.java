package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A table and its columns.
 *
 * @param path backend, schema, name
 * @param fields its columns, in order
 * @param rows its rows, where the gateway knows them
 * @param version its version, where the backend has versions
 */
public record TableDescription(
    List<String> path, List<Field> fields, OptionalLong rows, OptionalLong version) {
  public TableDescription {
    path = List.copyOf(path);
    fields = List.copyOf(fields);
  }

  /**
   * One column.
   *
   * @param type its type, in the gateway's words
   */
  public record Field(String name, String type, boolean nullable) {}

  static TableDescription parse(JsonNode json) {
    List<Field> fields = new ArrayList<>();
    for (JsonNode field : json.path("fields")) {
      fields.add(
          new Field(
              field.path("name").asText(),
              field.path("type").asText(),
              field.path("nullable").asBoolean(true)));
    }
    return new TableDescription(
        Json.textList(json.path("path")),
        fields,
        Json.number(json, "rows"),
        Json.number(json, "version"));
  }
}

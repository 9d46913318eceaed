package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalLong;

/**
 * One table of the gateway.
 *
 * @param path backend, schema, name
 * @param rows its rows, where the gateway knows them
 * @param version its version, where the backend has versions
 */
public record TableInfo(List<String> path, OptionalLong rows, OptionalLong version) {
  public TableInfo {
    path = List.copyOf(path);
  }

  static TableInfo parse(JsonNode json) {
    return new TableInfo(
        Json.textList(json.path("path")), Json.number(json, "rows"), Json.number(json, "version"));
  }
}

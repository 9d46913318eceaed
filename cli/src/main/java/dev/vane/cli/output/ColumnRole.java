package dev.vane.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * What a field of an answer is for, as its metadata says.
 *
 * @param key whether it is a row key of a pivot
 * @param structural whether it serves programs only
 * @param heading the lines above its values: path on the column axis, then name
 */
record ColumnRole(boolean key, boolean structural, List<String> heading) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static ColumnRole of(Field field) {
    Map<String, String> metadata = field.getMetadata();
    String role = metadata.getOrDefault("vane.role", "");
    List<String> heading = new ArrayList<>();
    String path = metadata.get("vane.column_path");
    String above = path == null ? "" : pathText(path, "true".equals(metadata.get("vane.is_total")));
    if (above.isEmpty()) {
      heading.add(field.getName());
    } else {
      heading.add(above);
      heading.add(metadata.getOrDefault("vane.measure", field.getName()));
    }
    return new ColumnRole(role.equals("row_key"), role.equals("structural"), List.copyOf(heading));
  }

  private static String pathText(String json, boolean total) {
    List<String> keys = new ArrayList<>();
    try {
      for (JsonNode key : MAPPER.readTree(json)) {
        keys.add(key.isNull() ? "(null)" : key.asText());
      }
    } catch (JsonProcessingException e) {
      return json;
    }
    if (total) {
      keys.add("total");
    }
    return String.join(" / ", keys);
  }
}

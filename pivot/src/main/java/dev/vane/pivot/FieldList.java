package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads lists of fields, in which each is named once. */
public final class FieldList {
  private FieldList() {}

  /** The names; none where the key is absent. */
  public static List<String> parse(JsonObject command, String key, ErrorCode code) {
    if (command.get(key) == null) {
      return List.of();
    }
    List<JsonNode> nodes = command.list(key);
    JsonPath path = command.path(key);
    if (nodes.isEmpty()) {
      throw path.problem(code, "is empty; name a field, or leave it out");
    }
    Set<String> names = new LinkedHashSet<>();
    for (int index = 0; index < nodes.size(); index++) {
      String name = JsonObject.text(nodes.get(index), path.index(index), code);
      if (!names.add(name)) {
        throw path.index(index)
            .problem(code, "names " + Names.quoted(name) + " again; each field is given once");
      }
    }
    return new ArrayList<>(names);
  }
}

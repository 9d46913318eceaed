package dev.vane.pivot.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.spi.Names;
import java.util.List;
import java.util.stream.Collectors;

/** What steps have in common as JSON, and in messages. */
final class SourceJson {
  private SourceJson() {}

  /** The table of a step, and its version. */
  static ObjectNode table(SourceStep step) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("table", step.table().toJson());
    ObjectNode asOf = AsOfJson.write(step.asOf());
    if (asOf != null) {
      node.set("as_of", asOf);
    }
    return node;
  }

  static String describe(TableReference table) {
    return describe(table.path());
  }

  /** Names in a message that is formatted afterwards. */
  static String describe(List<String> names) {
    return names.stream()
        .map(name -> Names.quoted(name).replace("%", "%%"))
        .collect(Collectors.joining(", "));
  }
}

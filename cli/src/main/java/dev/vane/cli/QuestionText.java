package dev.vane.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** Parts of questions as they are written on a command line. */
final class QuestionText {
  private static final Set<String> UNITS =
      Set.of("second", "minute", "hour", "day", "week", "month", "quarter", "year");

  private QuestionText() {}

  /** Adds conditions that must all hold, if there are any. */
  static void addConditions(ObjectNode question, List<String> filters) {
    if (!filters.isEmpty()) {
      ArrayNode conditions = question.putArray("filters");
      filters.forEach(filter -> conditions.add(FilterText.parse(filter)));
    }
  }

  /** Adds an order, {@code field} or {@code field:desc}, if there is any. */
  static void addSort(ObjectNode question, List<String> sort) {
    if (!sort.isEmpty()) {
      ArrayNode keys = question.putArray("sort");
      sort.forEach(key -> keys.add(sortKey(key)));
    }
  }

  /** Adds values, each as in a condition. */
  static void addValues(ArrayNode values, List<String> texts) {
    texts.forEach(text -> values.add(FilterText.value(text)));
  }

  /** A version by its number, else a time. */
  static ObjectNode asOf(String text) {
    ObjectNode moment = JsonNodeFactory.instance.objectNode();
    return text.matches("\\d{1,18}")
        ? moment.put("version", Long.parseLong(text))
        : moment.put("timestamp", text);
  }

  /** Versions as {@code 3}, which is 3 up to the newest, or {@code 3:7}. */
  static ObjectNode versions(String text) {
    if (!text.matches("\\d{1,18}(:\\d{1,18})?")) {
      throw new UsageException(
          "--changes takes versions such as 3, from 3 to the newest, or 3:7; not " + text + ".");
    }
    ObjectNode range = JsonNodeFactory.instance.objectNode();
    int colon = text.indexOf(':');
    if (colon < 0) {
      return range.put("from", Long.parseLong(text));
    }
    return range
        .put("from", Long.parseLong(text.substring(0, colon)))
        .put("to", Long.parseLong(text.substring(colon + 1)));
  }

  /**
   * Adds the keys of an axis. A field is its name, and {@code field:month} its months; a name that
   * ends so itself is asked for with {@code --spec}.
   */
  static void addKeys(ArrayNode keys, List<String> fields) {
    for (String text : fields) {
      int colon = text.lastIndexOf(':');
      String unit = text.substring(colon + 1);
      if (colon > 0 && UNITS.contains(unit)) {
        ObjectNode key = keys.addObject().put("field", text.substring(0, colon));
        key.putObject("bucket").put("unit", unit);
      } else {
        keys.add(text);
      }
    }
  }

  private static ObjectNode sortKey(String text) {
    ObjectNode key = JsonNodeFactory.instance.objectNode();
    boolean descending = text.endsWith(":desc");
    boolean ascending = text.endsWith(":asc");
    key.put("field", descending || ascending ? text.substring(0, text.lastIndexOf(':')) : text);
    return key.put("order", descending ? "desc" : "asc");
  }
}

package dev.vane.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.client.PutCommand;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition as it is written on a command line: field, operator, value. The value is a number,
 * {@code true}, {@code false}, {@code null} or a quoted text where it reads as one in JSON, else
 * the text as it stands; lists are divided by {@code |}.
 */
final class FilterText {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern CONDITION =
      Pattern.compile(
          "\\s*(.+?)\\s*(?:(!=|<=|>=|=|<|>)|\\s(not\\s+in|in|between|like|ilike|contains"
              + "|starts_with|ends_with|is\\s+not\\s+null|is\\s+null)(?=\\s|$))\\s*(.*?)\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private FilterText() {}

  static ObjectNode parse(String text) {
    Matcher matcher = CONDITION.matcher(text);
    if (!matcher.matches()) {
      throw new UsageException(
          "--filter: '"
              + text
              + "' is no condition. Write field, operator and value, such as \"region = EMEA\".");
    }
    String operator =
        matcher.group(2) != null
            ? matcher.group(2)
            : matcher.group(3).toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    ObjectNode condition = MAPPER.createObjectNode();
    condition.put("field", matcher.group(1)).put("op", operator);
    if (operator.endsWith("in") || operator.equals("between")) {
      ArrayNode values = condition.putArray("value");
      for (String element : matcher.group(4).split("\\|", -1)) {
        values.add(value(element.strip()));
      }
    } else if (!operator.startsWith("is ")) {
      condition.set("value", value(matcher.group(4)));
    }
    return condition;
  }

  /** Lets a write replace what fulfils the condition. */
  static void addTo(PutCommand.Builder command, String text) {
    ObjectNode condition = parse(text);
    command.where(
        condition.path("field").asText(),
        condition.path("op").asText(),
        MAPPER.convertValue(condition.get("value"), Object.class));
  }

  static JsonNode value(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node != null && node.isValueNode() && !text.isEmpty()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      // Not JSON: an unquoted text.
    }
    return MAPPER.getNodeFactory().textNode(text);
  }
}

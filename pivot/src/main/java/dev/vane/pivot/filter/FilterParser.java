package dev.vane.pivot.filter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Literal;
import dev.vane.pivot.json.Shapes;
import dev.vane.pivot.json.StrictJson;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the {@code filters} of a question: an and-ed list of conditions {@code {"field", "op",
 * "value"}} and groups {@code {"op": "AND|OR|NOT", "conditions": […]}}.
 *
 * @param depth how deep groups may be nested; a condition at the top has depth 1
 */
public record FilterParser(int depth) {
  /** The keys of a comparison. */
  public static final Set<String> KEYS = Set.of("field", "op", "value", "caseSensitive");

  private static final Set<String> GROUPS = Set.of("and", "or", "not");

  /**
   * Reads the list under {@code filters}; empty when the key is absent.
   *
   * @throws VaneException {@link ErrorCode#FILTER_INVALID}, {@link ErrorCode#COMMAND_UNKNOWN_KEY},
   *     {@link ErrorCode#LIMIT_FILTER_DEPTH}
   */
  public List<Filter> parse(JsonObject question) {
    JsonNode node = question.get("filters");
    JsonPath path = question.path("filters");
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      throw path.problem(
          ErrorCode.FILTER_INVALID, "must be a list of conditions, not " + Shapes.describe(node));
    }
    return parseList(node, path, 1);
  }

  /**
   * Reads one condition, or an and-ed list of them, under a key, or either as a text of JSON.
   *
   * @throws VaneException as {@link #parse}
   */
  public List<Filter> parseCondition(JsonObject object, String key) {
    JsonNode raw = object.raw(key);
    JsonNode node = raw.isTextual() ? parseText(raw.textValue(), object.path(key)) : raw;
    return node.isArray()
        ? parseList(node, object.path(key), 1)
        : List.of(parseOne(node, object.path(key), 1));
  }

  private static JsonNode parseText(String text, JsonPath path) {
    try {
      return StrictJson.parse("{\"condition\": " + text + "}").path("condition");
    } catch (VaneException e) {
      throw new VaneException(
          ErrorCode.FILTER_INVALID,
          path.problem(
                  ErrorCode.FILTER_INVALID,
                  "is a text that is no JSON; write the condition as {\"field\", \"op\", \"value\"}")
              .text(),
          e);
    }
  }

  private List<Filter> parseList(JsonNode list, JsonPath path, int level) {
    List<Filter> filters = new ArrayList<>();
    for (int index = 0; index < list.size(); index++) {
      filters.add(parseOne(list.get(index), path.index(index), level));
    }
    return filters;
  }

  private Filter parseOne(JsonNode node, JsonPath path, int level) {
    if (level > depth) {
      throw path.problem(
          ErrorCode.LIMIT_FILTER_DEPTH,
          "is nested deeper than %d levels, the limit limits.filter_depth; flatten it"
              .formatted(depth));
    }
    JsonObject object = JsonObject.of(node, path, ErrorCode.FILTER_INVALID);
    String operator = object.text("op");
    return GROUPS.contains(operator.toLowerCase(Locale.ROOT))
        ? parseGroup(object, operator.toLowerCase(Locale.ROOT), level)
        : parseComparison(object, operator, Set.of());
  }

  /**
   * Reads one comparison.
   *
   * @param further keys of the caller's that it may have
   * @throws VaneException as {@link #parse}
   */
  public static Filter.Comparison parseComparison(JsonObject object, Set<String> further) {
    return parseComparison(object, object.text("op"), further);
  }

  private Filter parseGroup(JsonObject object, String operator, int level) {
    object.requireKeys(Set.of("op", "conditions"), Set.of());
    JsonPath path = object.path("conditions");
    JsonNode list = object.raw("conditions");
    if (!list.isArray()) {
      throw path.problem(
          ErrorCode.FILTER_INVALID, "must be a list of conditions, not " + Shapes.describe(list));
    }
    List<Filter> conditions = parseList(list, path, level + 1);
    if (operator.equals("not")) {
      if (conditions.size() != 1) {
        throw path.problem(
            ErrorCode.FILTER_INVALID,
            "of NOT must hold exactly one condition, not " + conditions.size());
      }
      return new Filter.Not(conditions.get(0));
    }
    if (conditions.isEmpty()) {
      throw path.problem(
          ErrorCode.FILTER_INVALID,
          "of %s must hold a condition".formatted(operator.toUpperCase(Locale.ROOT)));
    }
    return operator.equals("and") ? new Filter.And(conditions) : new Filter.Or(conditions);
  }

  private static Filter.Comparison parseComparison(
      JsonObject object, String spelling, Set<String> further) {
    Set<String> keys = new HashSet<>(KEYS);
    keys.addAll(further);
    object.requireKeys(keys, Set.of());
    String field = object.text("field");
    FilterOperator operator =
        FilterOperator.find(spelling)
            .orElseThrow(() -> unknownOperator(object.path("op"), spelling));
    boolean ignoresCase = ignoresCase(object, operator);
    return new Filter.Comparison(
        field,
        ignoresCase && operator == FilterOperator.LIKE ? FilterOperator.ILIKE : operator,
        values(object, operator),
        ignoresCase && !operator.ignoresCaseAnyway());
  }

  private static boolean ignoresCase(JsonObject object, FilterOperator operator) {
    boolean ignores = !object.flag("caseSensitive", operator != FilterOperator.ILIKE);
    JsonPath path = object.path("caseSensitive");
    if (!ignores && operator == FilterOperator.ILIKE) {
      throw path.problem(
          ErrorCode.FILTER_INVALID, "is true, but 'ilike' ignores case; use 'like' instead");
    }
    if (ignores && !operator.knowsCase()) {
      throw path.problem(
          ErrorCode.FILTER_INVALID,
          "is false, which is not for the operator '%s'; it is for =, !=, in, not in and the operators of text"
              .formatted(operator.text()));
    }
    return ignores;
  }

  private static VaneException unknownOperator(JsonPath path, String spelling) {
    List<String> valid = new ArrayList<>(FilterOperator.spellings());
    valid.addAll(List.of("AND", "OR", "NOT"));
    return path.problem(
        ErrorCode.FILTER_INVALID,
        "is the unknown operator "
            + Names.quoted(spelling)
            + "."
            + Suggestions.hint(spelling, valid));
  }

  private static List<Literal> values(JsonObject object, FilterOperator operator) {
    JsonPath path = object.path("value");
    return switch (operator.operand()) {
      case NONE -> {
        if (object.get("value") != null) {
          throw path.problem(
              ErrorCode.FILTER_INVALID,
              "is not for the operator '%s', which takes none".formatted(operator.text()));
        }
        yield List.of();
      }
      case VALUE_OR_NULL -> List.of(literal(object.raw("value"), path));
      case VALUE, TEXT -> List.of(notNull(literal(object.raw("value"), path), operator, path));
      case LIST_WITH_NULL -> list(object.raw("value"), operator, path);
      case PAIR -> {
        List<Literal> bounds = list(object.raw("value"), operator, path);
        if (bounds.size() != 2) {
          throw path.problem(
              ErrorCode.FILTER_INVALID,
              "of 'between' must be a list of two values, the least and the greatest, not "
                  + bounds.size());
        }
        for (int index = 0; index < 2; index++) {
          notNull(bounds.get(index), operator, path.index(index));
        }
        yield bounds;
      }
    };
  }

  private static List<Literal> list(JsonNode node, FilterOperator operator, JsonPath path) {
    if (!node.isArray()) {
      throw path.problem(
          ErrorCode.FILTER_INVALID,
          "of '%s' must be a list, not %s".formatted(operator.text(), Shapes.describe(node)));
    }
    List<Literal> literals = new ArrayList<>();
    for (int index = 0; index < node.size(); index++) {
      literals.add(literal(node.get(index), path.index(index)));
    }
    return literals;
  }

  private static Literal literal(JsonNode node, JsonPath path) {
    return Literal.parse(node, path, ErrorCode.FILTER_INVALID);
  }

  private static Literal notNull(Literal literal, FilterOperator operator, JsonPath path) {
    if (literal instanceof Literal.Null) {
      throw path.problem(
          ErrorCode.FILTER_INVALID,
          "is null, which the operator '%s' never matches; use 'is null' or '= null'"
              .formatted(operator.text()));
    }
    return literal;
  }
}

package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.filter.FilterParser;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.source.AsOfJson;
import dev.vane.pivot.source.TableReference;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import dev.vane.spi.VersionRange;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads {@code {"table", "columns", "filters", "sort", "limit", "as_of", "changes"}}. Stateless.
 */
public final class ScanSpecParser {
  private static final ErrorCode CODE = ErrorCode.COMMAND_INVALID;
  private static final Set<String> KEYS =
      Set.of("table", "columns", "filters", "sort", "limit", "as_of", "changes");

  private final FilterParser filters;

  /**
   * @param filterDepth the limit {@code limits.filter_depth}
   */
  public ScanSpecParser(int filterDepth) {
    filters = new FilterParser(filterDepth);
  }

  /**
   * Reads a scan.
   *
   * @throws VaneException {@link ErrorCode#COMMAND_INVALID}, {@link ErrorCode#COMMAND_UNKNOWN_KEY},
   *     {@link ErrorCode#FILTER_INVALID} and what {@link FilterParser} throws, with the path of
   *     what is wrong
   */
  public ScanSpec parse(ObjectNode node) {
    JsonObject question = JsonObject.of(node, JsonPath.ROOT, CODE);
    question.requireKeys(KEYS, Set.of());
    return new ScanSpec(
        TableReference.parse(question, CODE),
        AsOfJson.parse(question, CODE),
        changes(question),
        FieldList.parse(question, "columns", CODE),
        filters.parse(question),
        new SortParser(CODE, Set.of("field", "order", "nulls"), false).parse(question),
        question.count("limit"));
  }

  private static Optional<VersionRange> changes(JsonObject question) {
    JsonNode node = question.get("changes");
    if (node == null) {
      return Optional.empty();
    }
    JsonPath path = question.path("changes");
    if (question.get("as_of") != null) {
      throw path.problem(CODE, "names its versions itself; leave as_of out");
    }
    JsonObject range = JsonObject.of(node, path, CODE);
    range.requireKeys(Set.of("from", "to"), Set.of());
    long from = range.count("from").orElseThrow(() -> range.missing("from"));
    OptionalLong to = range.count("to");
    if (to.orElse(from) < from) {
      throw path.problem(CODE, "goes from a version to an earlier one");
    }
    return Optional.of(new VersionRange(from, to));
  }
}

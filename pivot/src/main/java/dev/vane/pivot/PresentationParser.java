package dev.vane.pivot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.ColumnLimit.OnExceed;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.spi.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads and writes what of an answer is sent: pages, ranges, limits, or an explanation instead. */
final class PresentationParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private PresentationParser() {}

  static Presentation parse(JsonObject question) {
    OptionalLong pageSize = pageSize(question);
    Optional<String> cursor = question.optionalText("cursor");
    Optional<Range> rowRange = range(question, "row_range");
    if (cursor.isPresent() && pageSize.isEmpty()) {
      throw question
          .path("cursor")
          .problem(CODE, "needs a page; give {\"page\": {\"size\": n}} with it");
    }
    if (rowRange.isPresent() && pageSize.isPresent()) {
      throw question
          .path("row_range")
          .problem(CODE, "is not for pages; leave out row_range, or page and cursor");
    }
    return new Presentation(
        pageSize,
        cursor,
        rowRange,
        range(question, "column_range"),
        columnLimit(question),
        question.flag("explain", false));
  }

  private static Optional<ColumnLimit> columnLimit(JsonObject question) {
    if (question.get("limits") == null) {
      return Optional.empty();
    }
    JsonObject limits = JsonObject.of(question.raw("limits"), question.path("limits"), CODE);
    limits.requireKeys(PivotKeys.LIMITS, Set.of());
    OptionalLong columns = limits.count("columns");
    if (columns.isEmpty()) {
      throw limits.missing("columns");
    }
    List<String> words = Arrays.stream(OnExceed.values()).map(OnExceed::text).toList();
    OnExceed onExceed =
        OnExceed.valueOf(
            Choice.read(limits, "on_exceed", "error", words, CODE).toUpperCase(Locale.ROOT));
    return Optional.of(new ColumnLimit(columns.getAsLong(), onExceed));
  }

  private static OptionalLong pageSize(JsonObject question) {
    if (question.get("page") == null) {
      return OptionalLong.empty();
    }
    JsonPath path = question.path("page");
    JsonObject page = JsonObject.of(question.raw("page"), path, CODE);
    page.requireKeys(Set.of("size"), Set.of());
    OptionalLong size = page.count("size");
    if (size.isEmpty()) {
      throw page.missing("size");
    }
    if (size.getAsLong() == 0) {
      throw path.key("size").problem(CODE, "must be at least 1, or no page would end the answer");
    }
    return size;
  }

  private static Optional<Range> range(JsonObject question, String key) {
    if (question.get(key) == null) {
      return Optional.empty();
    }
    JsonObject range = JsonObject.of(question.raw(key), question.path(key), CODE);
    range.requireKeys(Set.of("offset", "limit"), Set.of());
    return Optional.of(new Range(range.count("offset").orElse(0), range.count("limit")));
  }

  static void write(Presentation presentation, ObjectNode node) {
    presentation.pageSize().ifPresent(size -> node.putObject("page").put("size", size));
    presentation.cursor().ifPresent(cursor -> node.put("cursor", cursor));
    presentation.rowRange().ifPresent(range -> write(range, node.putObject("row_range")));
    presentation.columnRange().ifPresent(range -> write(range, node.putObject("column_range")));
    presentation
        .columnLimit()
        .ifPresent(
            limit ->
                node.putObject("limits")
                    .put("columns", limit.fields())
                    .put("on_exceed", limit.onExceed().text()));
    if (presentation.explain()) {
      node.put("explain", true);
    }
  }

  private static void write(Range range, ObjectNode node) {
    node.put("offset", range.offset());
    range.limit().ifPresent(limit -> node.put("limit", limit));
  }
}

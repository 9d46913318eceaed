package dev.vane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.cli.output.SmallTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers of maintenance actions as rows to print. */
final class DeltaRows {
  private DeltaRows() {}

  static SmallTable tables(JsonNode tables) {
    SmallTable rows =
        SmallTable.of()
            .text("schema")
            .text("table")
            .number("version")
            .number("files")
            .number("bytes")
            .number("rows")
            .text("partition_by");
    for (JsonNode table : tables) {
      rows.add(
          table.path("path").path(1).asText(),
          table.path("path").path(2).asText(),
          table.path("version").asLong(),
          table.path("files").asLong(),
          table.path("bytes").asLong(),
          table.path("rows").asLong(),
          joined(table.path("partition_by")));
    }
    return rows;
  }

  static SmallTable detail(JsonNode detail) {
    SmallTable rows = SmallTable.of().text("property").text("value");
    for (String key :
        List.of("id", "location", "version", "timestamp", "files", "bytes", "rows", "hot_rows")) {
      rows.add(key, detail.path(key).asText());
    }
    rows.add("partition_by", joined(detail.path("partition_by")));
    rows.add("protocol", joined(detail.path("protocol")));
    detail
        .path("properties")
        .properties()
        .forEach(entry -> rows.add(entry.getKey(), entry.getValue().asText()));
    return rows;
  }

  static SmallTable history(JsonNode answer) {
    SmallTable rows =
        SmallTable.of()
            .number("version")
            .text("timestamp")
            .text("operation")
            .text("parameters")
            .text("metrics")
            .text("engine");
    for (JsonNode entry : answer.path("history")) {
      rows.add(
          entry.path("version").asLong(),
          entry.path("timestamp").asText(),
          entry.path("operation").asText(),
          pairs(entry.path("parameters")),
          pairs(entry.path("metrics")),
          entry.hasNonNull("engine") ? entry.path("engine").asText() : null);
    }
    return rows;
  }

  static SmallTable vacuum(JsonNode report) {
    SmallTable rows =
        SmallTable.of()
            .number("version")
            .number("retention_hours")
            .number("files_removed")
            .number("bytes_removed");
    rows.add(
        report.path("version").asLong(),
        report.path("retention_hours").asLong(),
        report.path("files").asLong(),
        report.path("bytes").asLong());
    return rows;
  }

  static SmallTable paths(JsonNode report) {
    SmallTable rows = SmallTable.of().text("file");
    report.path("paths").forEach(path -> rows.add(path.asText()));
    return rows;
  }

  static SmallTable checkpoint(JsonNode report) {
    SmallTable rows = SmallTable.of().number("version").text("written");
    rows.add(report.path("version").asLong(), yes(report.path("written")));
    return rows;
  }

  static SmallTable change(JsonNode report) {
    SmallTable rows = SmallTable.of().number("version").text("committed");
    List<@Nullable Object> values = new ArrayList<>();
    values.add(report.path("version").asLong());
    values.add(yes(report.path("committed")));
    for (String side : List.of("added", "removed")) {
      for (String unit : List.of("files", "bytes", "rows", "hot_rows")) {
        rows.number(unit + "_" + side);
        values.add(report.path(side).path(unit).asLong());
      }
    }
    rows.add(values.toArray());
    return rows;
  }

  static String path(JsonNode entry) {
    List<String> parts = new ArrayList<>();
    entry.path("path").forEach(part -> parts.add(part.asText()));
    return String.join(".", parts);
  }

  private static String yes(JsonNode flag) {
    return flag.asBoolean() ? "yes" : "no";
  }

  private static String joined(JsonNode texts) {
    List<String> parts = new ArrayList<>();
    texts.forEach(text -> parts.add(text.asText()));
    return String.join(", ", parts);
  }

  private static String pairs(JsonNode object) {
    List<String> parts = new ArrayList<>();
    object
        .properties()
        .forEach(entry -> parts.add(entry.getKey() + "=" + entry.getValue().asText()));
    return String.join(" ", parts);
  }
}

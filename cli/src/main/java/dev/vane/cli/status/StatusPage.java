package dev.vane.cli.status;

import dev.vane.cli.output.SmallTable;
import dev.vane.cli.terminal.Amounts;
import java.util.Map;
import java.util.stream.Collectors;

/** What an operator looks at first, out of two readings of the metrics. */
public final class StatusPage {
  private StatusPage() {}

  /** The page, as rows of name and value; the caller's to close. */
  public static SmallTable of(Metrics earlier, Metrics now) {
    SmallTable page = SmallTable.of().text("what").text("value");
    page.add("gateway", now.sum("ready") == 1 ? "ready" : "accepts nothing new");
    page.add("version", now.label("build_info", "version"));
    page.add("rows in", perSecond(now.rate("rows_received_total", earlier), "rows"));
    page.add("rows durable", perSecond(now.rate("rows_processed_total", earlier), "rows"));
    page.add("bytes in", bytes(now.rate("bytes_received_total", earlier)) + " a second");
    page.add("not yet durable", lag(now));
    page.add("receipts", latency(now, earlier, "ack_latency_seconds"));
    page.add("commits", latency(now, earlier, "commit_latency_seconds"));
    page.add("streams open", of(now.sum("streams_open"), now, "streams"));
    page.add("queries running", of(now.sum("queries_running"), now, "queries"));
    page.add("queries waiting", of(now.sum("queries_queued"), now, "query_queue"));
    page.add("connections", connections(now.by("protocol", "active_connections")));
    page.add(
        "memory of the process",
        bytes(now.plain("process_resident_memory_bytes")) + " of " + bytes(limit(now, "memory")));
    page.add(
        "memory of Arrow",
        bytes(now.sum("arrow_memory_bytes"))
            + " of "
            + bytes(now.sum("arrow_memory_budget_bytes")));
    page.add("tables", "%,.0f".formatted(now.sum("tables")));
    page.add("errors", errors(now));
    return page;
  }

  /** The streams that the gateway knows, as rows; the caller's to close. */
  public static SmallTable streams(Metrics now) {
    SmallTable page =
        SmallTable.of()
            .text("stream")
            .number("rows_durable")
            .number("commits")
            .number("mean_milliseconds");
    Map<String, Double> commits = now.by("stream", "ingest_latency_seconds_count");
    Map<String, Double> seconds = now.by("stream", "ingest_latency_seconds_sum");
    now.by("stream", "rows_processed_total")
        .forEach(
            (stream, rows) -> {
              double count = commits.getOrDefault(stream, 0.0);
              page.add(
                  stream,
                  Math.round(rows),
                  Math.round(count),
                  count == 0 ? null : Math.round(1000 * seconds.getOrDefault(stream, 0.0) / count));
            });
    return page;
  }

  private static String bytes(double amount) {
    return Amounts.bytes(Math.round(amount));
  }

  private static String perSecond(double rate, String what) {
    return "%,.0f %s a second".formatted(rate, what);
  }

  private static String lag(Metrics now) {
    double received = now.sum("rows_received_total");
    return "%,.0f rows of open or given up streams"
        .formatted(Math.max(0, received - now.sum("rows_processed_total")));
  }

  private static String latency(Metrics now, Metrics earlier, String name) {
    double count = now.sum(name + "_count") - earlier.sum(name + "_count");
    double seconds = now.sum(name + "_sum") - earlier.sum(name + "_sum");
    return count <= 0
        ? "none"
        : "%,.1f a second, %,.0f ms each"
            .formatted(count / now.secondsSince(earlier), 1000 * seconds / count);
  }

  private static String of(double value, Metrics now, String limit) {
    return "%,.0f of %,.0f".formatted(value, limit(now, limit));
  }

  private static double limit(Metrics now, String name) {
    return now.by("limit", "limit").getOrDefault(name, 0.0);
  }

  private static String connections(Map<String, Double> byProtocol) {
    return byProtocol.entrySet().stream()
        .map(entry -> "%,.0f %s".formatted(entry.getValue(), entry.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static String errors(Metrics now) {
    String told =
        now.by("code", "errors_total").entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> "%,.0f %s".formatted(entry.getValue(), entry.getKey()))
            .collect(Collectors.joining(", "));
    return told.isEmpty() ? "none" : told;
  }
}

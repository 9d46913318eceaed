package dev.vane.gateway.maintenance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.json.Commands;
import dev.vane.spi.maintenance.ChangeReport;
import dev.vane.spi.maintenance.CheckpointReport;
import dev.vane.spi.maintenance.FileCount;
import dev.vane.spi.maintenance.HistoryEntry;
import dev.vane.spi.maintenance.TableDetail;
import dev.vane.spi.maintenance.VacuumReport;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reports as JSON. */
final class ReportJson {
  private ReportJson() {}

  static ObjectNode detail(TableDetail detail) {
    ObjectNode answer =
        Commands.object()
            .put("id", detail.id())
            .put("location", detail.location())
            .put("version", detail.version())
            .put("timestamp", detail.committedAt().toString());
    answer.setAll(count(detail.active()));
    answer.put("hot_rows", detail.hotRows());
    detail.partitionColumns().forEach(answer.putArray("partition_by")::add);
    detail.protocol().forEach(answer.putArray("protocol")::add);
    texts(answer.putObject("properties"), detail.properties());
    return answer;
  }

  static ObjectNode history(List<HistoryEntry> history) {
    ObjectNode answer = Commands.object();
    ArrayNode entries = answer.putArray("history");
    for (HistoryEntry entry : history) {
      ObjectNode node =
          entries
              .addObject()
              .put("version", entry.version())
              .put("timestamp", entry.timestamp().toString())
              .put("operation", entry.operation());
      texts(node.putObject("parameters"), entry.parameters());
      texts(node.putObject("metrics"), entry.metrics());
      entry.engine().ifPresent(engine -> node.put("engine", engine));
      entry.readVersion().ifPresent(version -> node.put("read_version", version));
    }
    return answer;
  }

  static ObjectNode vacuum(VacuumReport report) {
    ObjectNode answer =
        Commands.object()
            .put("version", report.version())
            .put("dry_run", report.dryRun())
            .put("retention_hours", report.retention().toHours())
            .put("files", report.files())
            .put("bytes", report.bytes());
    report.paths().forEach(answer.putArray("paths")::add);
    return answer;
  }

  static ObjectNode change(ChangeReport report) {
    ObjectNode answer =
        Commands.object().put("version", report.version()).put("committed", report.committed());
    answer.set("added", count(report.added()));
    answer.set("removed", count(report.removed()));
    return answer;
  }

  static ObjectNode deletion(ChangeReport report) {
    return change(report).put("rows_deleted", report.removed().rows() - report.added().rows());
  }

  static ObjectNode checkpoint(CheckpointReport report) {
    return Commands.object().put("version", report.version()).put("written", report.written());
  }

  private static ObjectNode count(FileCount count) {
    return Commands.object()
        .put("files", count.files())
        .put("bytes", count.bytes())
        .put("rows", count.rows());
  }

  private static void texts(ObjectNode node, Map<String, String> texts) {
    new TreeMap<>(texts).forEach(node::put);
  }
}

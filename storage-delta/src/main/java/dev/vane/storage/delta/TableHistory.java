package dev.vane.storage.delta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.spi.maintenance.HistoryEntry;
import dev.vane.storage.delta.log.CommitEntries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The commits of a table, as far as its log still has them. */
final class TableHistory {
  private TableHistory() {}

  static List<HistoryEntry> of(TableFolder folder, int limit) {
    List<HistoryEntry> entries = new ArrayList<>();
    long newest = folder.require(AsOf.LATEST).snapshot().version();
    for (long version = newest; version >= 0 && entries.size() < limit; version--) {
      Optional<CommitEntries.Entry> entry = read(folder, version);
      if (entry.isEmpty()) {
        break; // Older ones were removed too.
      }
      entries.add(entry(version, entry.get()));
    }
    return entries;
  }

  private static Optional<CommitEntries.Entry> read(TableFolder folder, long version) {
    try {
      return CommitEntries.read(folder.store(), folder.log().commitFile(version));
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_CORRUPT,
          "The commit %d of the Delta table %s can't be read; compare the log with a backup."
              .formatted(version, Names.quoted(folder.id().name())),
          e);
    }
  }

  private static HistoryEntry entry(long version, CommitEntries.Entry entry) {
    JsonNode info = entry.commitInfo();
    JsonNode read = info.path("readVersion");
    return new HistoryEntry(
        version,
        entry.timestamp(),
        info.path("operation").asText("UNKNOWN"),
        texts(info.path("operationParameters")),
        texts(info.path("operationMetrics")),
        Optional.ofNullable(info.path("engineInfo").textValue())
            .or(() -> Optional.ofNullable(info.path("clientVersion").textValue())),
        read.isIntegralNumber() ? OptionalLong.of(read.asLong()) : OptionalLong.empty());
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object
        .properties()
        .forEach(
            entry ->
                texts.put(
                    entry.getKey(),
                    entry.getValue().isTextual()
                        ? entry.getValue().asText()
                        : entry.getValue().toString()));
    return texts;
  }
}

package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.spi.maintenance.TableDetail;
import dev.vane.storage.delta.log.LogSnapshot;
import dev.vane.storage.delta.log.TableProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What there is to say of a table. */
final class TableDetails {
  private TableDetails() {}

  static TableDetail of(TableFolder folder, TableState state, long hotRows, DuckDbEngine engine) {
    LogSnapshot snapshot = state.snapshot();
    return new TableDetail(
        state.id(),
        folder.store().location(folder.path()),
        snapshot.version(),
        snapshot.committedAt(),
        FileCounts.of(state, snapshot.files(), engine),
        hotRows,
        state.partitionColumns(),
        protocol(snapshot.protocol()),
        snapshot.metadata().configuration());
  }

  private static List<String> protocol(TableProtocol protocol) {
    List<String> words = new ArrayList<>();
    words.add("reader " + protocol.minReaderVersion());
    words.add("writer " + protocol.minWriterVersion());
    TreeSet<String> features = new TreeSet<>(protocol.writerFeatures());
    features.addAll(protocol.readerFeatures());
    words.addAll(features);
    return words;
  }
}

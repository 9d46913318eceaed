package dev.vane.storage.delta.log;

import dev.vane.storage.delta.file.FileIO;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a log adds up to at one version.
 *
 * @param files the active ones, in no order
 * @param transactions the last identifier of each application; empty while nobody asked for them
 */
public record LogContent(
    List<DataFile> files, Optional<Map<String, LastTransaction>> transactions) {
  public LogContent {
    files = List.copyOf(files);
    transactions = transactions.map(Map::copyOf);
  }

  /**
   * The content at a later version, by the commits in between alone, so that whoever follows a
   * table does not read its whole log again for each commit.
   *
   * @return empty when one of them can't be read, and the log has to be read as a whole
   */
  public Optional<LogContent> after(FileIO store, Path logDirectory, long from, long to) {
    Map<DataFile.Key, DataFile> active = new LinkedHashMap<>();
    files.forEach(file -> active.put(file.key(), file));
    Map<String, LastTransaction> identifiers = new HashMap<>(transactions.orElse(Map.of()));
    try {
      for (long version = from + 1; version <= to; version++) {
        CommittedVersion commit = CommitFiles.read(store, logDirectory, version);
        commit.removes().forEach(active::remove);
        commit.adds().forEach(added -> active.put(added.file().key(), added.file()));
        identifiers.putAll(commit.transactions());
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.of(
        new LogContent(List.copyOf(active.values()), transactions.map(known -> identifiers)));
  }
}

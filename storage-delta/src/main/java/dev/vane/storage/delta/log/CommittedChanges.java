package dev.vane.storage.delta.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vane.storage.delta.file.FileIO;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files that tell which rows a commit changed (Delta's protocol, "Add CDC File" and "Reader
 * Requirements for Change Data Feed"). Files that only move rows are left out.
 *
 * @param timestamp the one in the commit where the table has such, else that of its file
 * @param changesMetadata whether the columns may be others
 * @param added files that bring rows
 * @param removed files whose rows go
 * @param changes files of changed rows; where there are any, they tell all that the commit changed
 */
public record CommittedChanges(
    long version,
    Instant timestamp,
    boolean changesMetadata,
    List<DataFile> added,
    List<Removed> removed,
    List<DataFile> changes) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * A file that ceases to be active.
   *
   * @param hasPartitionValues whether the commit tells these, which writers may leave out
   */
  public record Removed(DataFile file, boolean hasPartitionValues) {}

  public CommittedChanges {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changes = List.copyOf(changes);
  }

  /**
   * Reads a commit.
   *
   * @return empty when its file was removed
   * @throws IOException when it is there and can't be read
   */
  public static Optional<CommittedChanges> read(FileIO store, Path commitFile, long version)
      throws IOException {
    Optional<CommitEntries.Entry> entry = CommitEntries.read(store, commitFile);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    boolean changesMetadata = false;
    List<DataFile> added = new ArrayList<>();
    List<Removed> removed = new ArrayList<>();
    List<DataFile> changes = new ArrayList<>();
    try (BufferedReader lines = CommitFiles.lines(store, commitFile)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode action = line.isBlank() ? MAPPER.createObjectNode() : MAPPER.readTree(line);
        changesMetadata |= action.hasNonNull("metaData");
        if (changesRows(action.path("add"))) {
          added.add(CommitFiles.file(action.get("add")));
        } else if (changesRows(action.path("remove"))) {
          JsonNode remove = action.get("remove");
          removed.add(new Removed(CommitFiles.file(remove), remove.hasNonNull("partitionValues")));
        } else if (action.hasNonNull("cdc")) {
          changes.add(CommitFiles.file(action.get("cdc")));
        }
      }
    }
    return Optional.of(
        new CommittedChanges(
            version, entry.get().timestamp(), changesMetadata, added, removed, changes));
  }

  private static boolean changesRows(JsonNode file) {
    return file.isObject() && file.path("dataChange").asBoolean(true);
  }
}

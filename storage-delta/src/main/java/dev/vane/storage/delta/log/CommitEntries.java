package dev.vane.storage.delta.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.StoredFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** What commits say of themselves: the {@code commitInfo} of a commit file, whoever wrote it. */
public final class CommitEntries {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private CommitEntries() {}

  /**
   * What one commit says.
   *
   * @param timestamp the one in the commit where the table has such, else that of its file
   * @param commitInfo the JSON object; without fields where the writer gave none
   */
  public record Entry(Instant timestamp, JsonNode commitInfo) {}

  /**
   * Reads one commit.
   *
   * @return empty when its file was removed
   * @throws IOException when it is there and can't be read
   */
  public static Optional<Entry> read(FileIO store, Path commitFile) throws IOException {
    Optional<StoredFile> found = store.find(commitFile);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    JsonNode commitInfo = MAPPER.createObjectNode();
    try (BufferedReader lines = CommitFiles.lines(store, commitFile)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // It is usually the first of many lines, and the only one that has to be parsed.
        if (line.contains("\"commitInfo\"")) {
          JsonNode action = MAPPER.readTree(line);
          if (action.hasNonNull("commitInfo")) {
            commitInfo = action.get("commitInfo");
            break;
          }
        }
      }
    } catch (java.nio.file.NoSuchFileException e) {
      return Optional.empty();
    }
    JsonNode inCommit = commitInfo.path("inCommitTimestamp");
    return Optional.of(
        new Entry(
            inCommit.isIntegralNumber()
                ? Instant.ofEpochMilli(inCommit.asLong())
                : found.get().modified(),
            commitInfo));
  }
}

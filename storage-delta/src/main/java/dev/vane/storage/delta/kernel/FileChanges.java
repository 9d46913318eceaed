package dev.vane.storage.delta.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vane.storage.delta.log.DataFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The active files of a version from those of an earlier one, by the commits in between alone, so
 * that a reader that follows a table does not read its whole log again for each commit.
 */
final class FileChanges {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<DataFile.Key, DataFile> active = new LinkedHashMap<>();

  private FileChanges(List<DataFile> before) {
    before.forEach(file -> active.put(file.key(), file));
  }

  /**
   * Applies commit files in order.
   *
   * @return empty when one of them can't be read, and the log has to be read as a whole
   */
  static Optional<List<DataFile>> apply(List<DataFile> before, List<Path> commits) {
    FileChanges changes = new FileChanges(before);
    try {
      for (Path commit : commits) {
        changes.apply(commit);
      }
      return Optional.of(List.copyOf(changes.active.values()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void apply(Path commit) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(commit)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          apply(MAPPER.readTree(line));
        }
      }
    }
  }

  private void apply(JsonNode action) {
    if (action.hasNonNull("remove")) {
      JsonNode remove = action.get("remove");
      active.remove(
          new DataFile.Key(
              remove.path("path").asText(),
              vector(remove).map(DataFile.DeletionVector::uniqueId).orElse("")));
    } else if (action.hasNonNull("add")) {
      DataFile file = file(action.get("add"));
      active.put(file.key(), file);
    }
  }

  private static DataFile file(JsonNode add) {
    Map<String, @Nullable String> partition = new HashMap<>();
    add.path("partitionValues")
        .properties()
        .forEach(
            entry ->
                partition.put(
                    entry.getKey(), entry.getValue().isNull() ? null : entry.getValue().asText()));
    return new DataFile(
        add.path("path").asText(),
        add.path("size").asLong(),
        partition,
        add.hasNonNull("stats") ? Optional.of(add.get("stats").asText()) : Optional.empty(),
        vector(add));
  }

  private static Optional<DataFile.DeletionVector> vector(JsonNode file) {
    if (!file.hasNonNull("deletionVector")) {
      return Optional.empty();
    }
    JsonNode vector = file.get("deletionVector");
    DeletionVectorDescriptor descriptor =
        new DeletionVectorDescriptor(
            vector.path("storageType").asText(),
            vector.path("pathOrInlineDv").asText(),
            vector.hasNonNull("offset")
                ? Optional.of(vector.get("offset").asInt())
                : Optional.empty(),
            vector.path("sizeInBytes").asInt(),
            vector.path("cardinality").asLong());
    return Optional.of(DeletionVectors.convert(descriptor));
  }
}

package dev.vane.storage.delta.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vane.spi.Names;
import dev.vane.storage.delta.file.FileIO;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads single commit files, whose form is the same to every library. */
public final class CommitFiles {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private CommitFiles() {}

  /** The name of a version's file in {@code _delta_log}. */
  public static String name(long version) {
    return String.format(Locale.ROOT, "%020d.json", version);
  }

  /**
   * What a commit did.
   *
   * @throws IOException when the file is not there, or is no commit file
   */
  public static CommittedVersion read(FileIO store, Path logDirectory, long version)
      throws IOException {
    Reading reading = new Reading();
    try (BufferedReader lines = lines(store, logDirectory.resolve(name(version)))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          reading.accept(MAPPER.readTree(line));
        }
      }
    }
    return new CommittedVersion(
        version,
        reading.changesProtocol,
        reading.changesMetadata,
        reading.transactions,
        reading.adds,
        reading.removes,
        reading.author);
  }

  static BufferedReader lines(FileIO store, Path file) throws IOException {
    return new BufferedReader(new InputStreamReader(store.read(file), StandardCharsets.UTF_8));
  }

  private static final class Reading {
    private boolean changesProtocol;
    private boolean changesMetadata;
    private final Map<String, LastTransaction> transactions = new HashMap<>();
    private final List<CommittedVersion.Added> adds = new ArrayList<>();
    private final List<DataFile.Key> removes = new ArrayList<>();
    private Optional<String> author = Optional.empty();

    private void accept(JsonNode action) {
      changesProtocol |= action.hasNonNull("protocol");
      changesMetadata |= action.hasNonNull("metaData");
      if (action.hasNonNull("txn")) {
        JsonNode transaction = action.get("txn");
        transactions.put(
            transaction.path("appId").asText(),
            new LastTransaction(
                transaction.path("version").asLong(), transaction.path("lastUpdated").asLong()));
      } else if (action.hasNonNull("remove")) {
        JsonNode remove = action.get("remove");
        removes.add(
            new DataFile.Key(
                remove.path("path").asText(),
                vector(remove).map(DataFile.DeletionVector::uniqueId).orElse("")));
      } else if (action.hasNonNull("add")) {
        JsonNode add = action.get("add");
        adds.add(new CommittedVersion.Added(file(add), add.path("dataChange").asBoolean(true)));
      } else if (action.hasNonNull("commitInfo")) {
        author = author(action.get("commitInfo"));
      }
    }
  }

  /** Texts that anybody may have written, so they are quoted. */
  private static Optional<String> author(JsonNode commitInfo) {
    Optional<String> operation = text(commitInfo, "operation");
    Optional<String> engine =
        text(commitInfo, "engineInfo").or(() -> text(commitInfo, "clientVersion"));
    return operation.map(
        name -> Names.quoted(name) + engine.map(by -> " by " + Names.quoted(by)).orElse(""));
  }

  private static Optional<String> text(JsonNode node, String key) {
    return node.hasNonNull(key) ? Optional.of(node.get(key).asText()) : Optional.empty();
  }

  /** The file of an action that adds or removes one. */
  static DataFile file(JsonNode add) {
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
        add.path("modificationTime").asLong(),
        partition,
        text(add, "stats"),
        vector(add),
        add.hasNonNull("baseRowId")
            ? Optional.of(
                new DataFile.RowTracking(
                    add.get("baseRowId").asLong(), add.path("defaultRowCommitVersion").asLong()))
            : Optional.empty());
  }

  private static Optional<DataFile.DeletionVector> vector(JsonNode file) {
    if (!file.hasNonNull("deletionVector")) {
      return Optional.empty();
    }
    JsonNode vector = file.get("deletionVector");
    return Optional.of(
        new DataFile.DeletionVector(
            vector.path("storageType").asText(),
            vector.path("pathOrInlineDv").asText(),
            vector.hasNonNull("offset")
                ? Optional.of(vector.get("offset").asInt())
                : Optional.empty(),
            vector.path("sizeInBytes").asInt(),
            vector.path("cardinality").asLong()));
  }
}

package dev.vane.storage.delta.kernel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.storage.delta.log.CommitPlan;
import io.delta.kernel.commit.CommitFailedException;
import io.delta.kernel.commit.CommitMetadata;
import io.delta.kernel.commit.CommitResponse;
import io.delta.kernel.commit.Committer;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.internal.json.JsonUtils;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.files.ParsedPublishedDeltaData;
import io.delta.kernel.internal.tablefeatures.TableFeatures;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the commit file. Kernel leaves the history's entry nearly empty and calls every commit one
 * that has read the table, which makes other writers conflict without need; the true entry is put
 * in its place here, from the properties that a transaction carries.
 */
final class LogCommitter implements Committer {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String COMMIT_INFO = "vane.commitInfo";
  private static final String PAST = "vane.past";

  private final KernelFiles files;
  private final String engineInfo;

  LogCommitter(KernelFiles files, String engineInfo) {
    this.files = files;
    this.engineInfo = engineInfo;
  }

  /** What a transaction carries to {@link #commit}. */
  static Map<String, String> properties(CommitPlan plan) {
    ObjectNode entry = MAPPER.createObjectNode();
    entry.put("operation", plan.operation());
    ObjectNode parameters = entry.putObject("operationParameters");
    new TreeMap<>(plan.parameters()).forEach(parameters::put);
    ObjectNode metrics = entry.putObject("operationMetrics");
    new TreeMap<>(plan.metrics()).forEach(metrics::put);
    plan.userMetadata().ifPresent(text -> entry.put("userMetadata", text));
    entry.put("isBlindAppend", plan.blindAppend());
    plan.base().ifPresent(base -> entry.put("readVersion", base.version()));
    entry.put("isolationLevel", "Serializable");
    return Map.of(COMMIT_INFO, entry.toString(), PAST, String.join("\n", KernelActions.past(plan)));
  }

  @Override
  public CommitResponse commit(
      Engine engine, CloseableIterator<Row> actions, CommitMetadata metadata)
      throws CommitFailedException {
    if (TableFeatures.isCatalogManagedSupported(metadata.getEffectiveProtocol())) {
      throw new UnsupportedOperationException("commits of this table belong to a catalog");
    }
    Map<String, String> properties = metadata.getCommitterProperties().get();
    String entry = properties.getOrDefault(COMMIT_INFO, "{}");
    List<String> past =
        properties.getOrDefault(PAST, "").lines().filter(line -> !line.isEmpty()).toList();
    String path = metadata.getPublishedDeltaFilePath();
    try {
      files
          .newOutputFile(path)
          .writeAtomically(
              actions
                  .map(row -> line(row, entry))
                  .combine(Utils.toCloseableIterator(past.iterator())),
              false);
      return new CommitResponse(ParsedPublishedDeltaData.forFileStatus(files.getFileStatus(path)));
    } catch (FileAlreadyExistsException e) {
      throw new CommitFailedException(
          true, true, "version " + metadata.getVersion() + " exists", e);
    } catch (IOException e) {
      throw new CommitFailedException(false, false, "the commit file could not be written", e);
    }
  }

  private String line(Row action, String entry) {
    String line = JsonUtils.rowToJson(action);
    if (action.isNullAt(SingleAction.COMMIT_INFO_ORDINAL)) {
      return line;
    }
    try {
      ObjectNode root = (ObjectNode) MAPPER.readTree(line);
      ObjectNode commitInfo = root.withObjectProperty("commitInfo");
      commitInfo.setAll((ObjectNode) MAPPER.readTree(entry));
      commitInfo.put("engineInfo", engineInfo);
      return MAPPER.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}

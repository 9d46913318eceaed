package dev.vane.storage.delta.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vane.storage.delta.log.CommitPlan;
import dev.vane.storage.delta.log.CommitPlan.Removal;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.LogPaths;
import dev.vane.storage.delta.log.NewFile;
import dev.vane.storage.delta.log.TableMetadata;
import io.delta.standalone.Operation;
import io.delta.standalone.actions.Action;
import io.delta.standalone.actions.AddFile;
import io.delta.standalone.actions.Metadata;
import io.delta.standalone.actions.SetTransaction;
import io.delta.standalone.types.DataType;
import io.delta.standalone.types.StructType;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The parts of a plan in Standalone's form. */
final class StandaloneActions {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StandaloneActions() {}

  static List<Action> of(CommitPlan plan) {
    long now = System.currentTimeMillis();
    List<Action> actions = new ArrayList<>();
    for (CommitPlan.TransactionId id : plan.transactions()) {
      actions.add(
          new SetTransaction(
              id.application(), id.version().orElse(plan.version()), Optional.of(now)));
    }
    boolean rowsGo = plan.removal().kind() == Removal.Kind.REPLACED;
    plan.removal().files().forEach(file -> actions.add(add(file).remove(now, rowsGo)));
    plan.restored().ifPresent(restored -> restored.files().forEach(file -> actions.add(add(file))));
    plan.rewritten().forEach(file -> actions.add(add(file, false)));
    plan.adds().forEach(file -> actions.add(add(file, true)));
    return actions;
  }

  static Metadata metadata(TableMetadata metadata, Optional<Metadata> before) {
    return before
        .map(Metadata::copyBuilder)
        .orElseGet(Metadata::builder)
        .id(metadata.id())
        .name(metadata.name().orElse(null))
        .schema((StructType) DataType.fromJson(metadata.schemaJson()))
        .partitionColumns(metadata.partitionColumns())
        .configuration(metadata.configuration())
        .build();
  }

  /** Names that Standalone does not have are told as a parameter of a manual update. */
  static Operation operation(CommitPlan plan) {
    Map<String, String> parameters = new TreeMap<>();
    plan.parameters().forEach((name, value) -> parameters.put(name, json(value)));
    Optional<Operation.Name> known =
        Arrays.stream(Operation.Name.values())
            .filter(name -> name.toString().equals(plan.operation()))
            .findFirst();
    if (known.isEmpty()) {
      parameters.put("operation", json(plan.operation()));
    }
    return new Operation(
        known.orElse(Operation.Name.MANUAL_UPDATE),
        parameters,
        new TreeMap<>(plan.metrics()),
        plan.userMetadata());
  }

  private static AddFile add(NewFile file, boolean dataChange) {
    return AddFile.builder(
            LogPaths.encode(file.path()),
            file.partitionValues(),
            file.bytes(),
            file.modificationMillis(),
            dataChange)
        .stats(json(file.statistics()))
        .build();
  }

  /** An active file, or one that is to be so again. */
  private static AddFile add(DataFile file) {
    AddFile.Builder builder =
        AddFile.builder(
            file.path(), file.partitionValues(), file.bytes(), file.modificationMillis(), true);
    file.statistics().ifPresent(text -> builder.stats(json(text)));
    return builder.build();
  }

  /**
   * Standalone writes statistics and parameters into the log as they are, so a text has to come as
   * a JSON string; otherwise the table can't be read again.
   */
  private static String json(String text) {
    try {
      return MAPPER.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}

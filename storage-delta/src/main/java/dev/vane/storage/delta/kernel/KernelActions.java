package dev.vane.storage.delta.kernel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.storage.delta.log.CommitPlan;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.LogPaths;
import dev.vane.storage.delta.log.LogSnapshot;
import dev.vane.storage.delta.log.NewFile;
import dev.vane.storage.delta.log.TableMetadata;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.internal.json.JsonUtils;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.RemoveFile;
import io.delta.kernel.internal.actions.SetTransaction;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.GenericRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The actions of a plan as Kernel's rows. */
final class KernelActions {
  private KernelActions() {}

  static CloseableIterable<Row> of(CommitPlan plan) {
    long now = System.currentTimeMillis();
    List<Row> rows = new ArrayList<>();
    plan.transactions().forEach(id -> rows.add(transaction(id, plan.version(), now)));
    if (!isPast(plan)) {
      rows.addAll(removals(plan, now));
    }
    plan.restored().ifPresent(from -> from.files().forEach(file -> rows.add(addAgain(file))));
    plan.marked().forEach(file -> rows.add(addAgain(file)));
    plan.rewritten().forEach(file -> rows.add(add(file, false)));
    plan.adds().forEach(file -> rows.add(add(file, true)));
    return CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(rows.iterator()));
  }

  /**
   * Whether part of the plan goes past Kernel, which has no files of changes and refuses to add and
   * remove rows at once where a table keeps its changes.
   */
  static boolean isPast(CommitPlan plan) {
    boolean keepsChanges =
        plan.base()
            .map(LogSnapshot::metadata)
            .map(TableMetadata::configuration)
            .map(properties -> properties.getOrDefault("delta.enableChangeDataFeed", "false"))
            .orElse("false")
            .equalsIgnoreCase("true");
    return keepsChanges && plan.removal().kind() == CommitPlan.Removal.Kind.REPLACED;
  }

  /** The lines of a commit that go past Kernel. */
  static List<String> past(CommitPlan plan) {
    List<String> lines = new ArrayList<>();
    if (isPast(plan)) {
      removals(plan, System.currentTimeMillis())
          .forEach(row -> lines.add(JsonUtils.rowToJson(row)));
      plan.changes().forEach(file -> lines.add(change(file)));
    }
    return lines;
  }

  private static List<Row> removals(CommitPlan plan, long now) {
    boolean rowsGo = plan.removal().kind() == CommitPlan.Removal.Kind.REPLACED;
    return plan.removal().files().stream().map(file -> remove(file, rowsGo, now)).toList();
  }

  private static String change(NewFile file) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode change = root.putObject("cdc");
    change.put("path", LogPaths.encode(file.path()));
    ObjectNode partition = change.putObject("partitionValues");
    file.partitionValues().forEach(partition::put);
    change.put("size", file.bytes());
    change.put("dataChange", false);
    return root.toString();
  }

  private static Row transaction(CommitPlan.TransactionId id, long version, long now) {
    return SingleAction.createTxnSingleAction(
        new SetTransaction(id.application(), id.version().orElse(version), Optional.of(now))
            .toRow());
  }

  private static Row add(NewFile file, boolean dataChange) {
    Values values = new Values(AddFile.FULL_SCHEMA);
    values.put("path", LogPaths.encode(file.path()));
    values.put("partitionValues", VectorUtils.stringStringMapValue(file.partitionValues()));
    values.put("size", file.bytes());
    values.put("modificationTime", file.modificationMillis());
    values.put("dataChange", dataChange);
    values.put("stats", file.statistics());
    return SingleAction.createAddFileSingleAction(values.row());
  }

  private static Row addAgain(DataFile file) {
    Values values = new Values(AddFile.FULL_SCHEMA);
    values.putCommon(file);
    values.put("modificationTime", file.modificationMillis());
    values.put("dataChange", true);
    return SingleAction.createAddFileSingleAction(values.row());
  }

  private static Row remove(DataFile file, boolean dataChange, long now) {
    Values values = new Values(RemoveFile.FULL_SCHEMA);
    values.putCommon(file);
    values.put("deletionTimestamp", now);
    values.put("dataChange", dataChange);
    values.put("extendedFileMetadata", true);
    return SingleAction.createRemoveFileSingleAction(values.row());
  }

  /** A row under construction, its values by the names of the schema. */
  private record Values(StructType schema, Map<Integer, Object> byOrdinal) {
    private Values(StructType schema) {
      this(schema, new HashMap<>());
    }

    private void put(String name, Object value) {
      byOrdinal.put(schema.indexOf(name), value);
    }

    /** What both the adding and the removal of a file say of it. */
    private void putCommon(DataFile file) {
      put("path", file.path());
      put("partitionValues", VectorUtils.stringStringMapValue(file.partitionValues()));
      put("size", file.bytes());
      file.statistics().ifPresent(text -> put("stats", text));
      file.deletionVector()
          .ifPresent(vector -> put("deletionVector", DeletionVectors.toKernel(vector).toRow()));
      file.rowTracking()
          .ifPresent(
              tracking -> {
                put("baseRowId", tracking.baseRowId());
                put("defaultRowCommitVersion", tracking.commitVersion());
              });
    }

    private Row row() {
      return new GenericRow(schema, byOrdinal);
    }
  }
}

package dev.vane.gateway.ingest;

import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.plan.RowFilters;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;
import dev.vane.spi.RowCondition;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.VaneException;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads the filters of an overwrite as a condition on partitions. */
final class ReplacedRows {
  private final QueryEngine engine;
  private final RowFilters filters;

  ReplacedRows(QueryEngine engine, int filterDepth) {
    this.engine = engine;
    this.filters = new RowFilters(filterDepth);
  }

  StreamTarget in(IngestCommand command, StreamTarget target) {
    if (command.filters().isEmpty()) {
      return target;
    }
    return new StreamTarget(
        target.stream(),
        target.storage(),
        target.table(),
        target.options().withReplaced(condition(command.filters().get(), target)));
  }

  private RowCondition condition(JsonObject command, StreamTarget target) {
    try (ReadSession session = engine.openSession()) {
      TableSnapshot table =
          target
              .storage()
              .snapshot(target.table(), AsOf.LATEST, session)
              .orElseThrow(() -> missing(target));
      filters.read(command, table.schema(), engine.dialect());
      List<String> partitions = table.partitionColumns();
      Schema plain =
          new Schema(
              table.schema().getFields().stream()
                  .filter(field -> partitions.contains(field.getName()))
                  .toList());
      try {
        return filters.read(command, plain, engine.dialect());
      } catch (VaneException e) {
        throw e.code() == ErrorCode.FIELD_UNKNOWN ? notPartitions(target, partitions, e) : e;
      }
    }
  }

  private static VaneException missing(StreamTarget target) {
    return new VaneException(
        ErrorCode.TABLE_NOT_FOUND,
        "There is no table %s of which filters could name rows to replace; leave filters out to make it."
            .formatted(Names.quoted(target.table().name())));
  }

  private static VaneException notPartitions(
      StreamTarget target, List<String> partitions, VaneException cause) {
    return new VaneException(
        ErrorCode.OPTION_UNSUPPORTED,
        "The filters of an overwrite name partition columns alone, and the table %s is partitioned by %s. Replace other rows by upsert with a key, or delete them first."
            .formatted(
                Names.quoted(target.table().name()),
                partitions.isEmpty() ? "nothing" : String.join(", ", partitions)),
        cause);
  }
}

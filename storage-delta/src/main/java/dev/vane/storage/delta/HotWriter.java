package dev.vane.storage.delta;

import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.duckdb.ingest.ChunkBuffer;
import dev.vane.duckdb.ingest.ValueCheck;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/**
 * Rows on their way into the hot tier. They are in the types that the table's files will have, and
 * wait in memory for the commit, because what comes here was put together to be one.
 */
final class HotWriter implements TableWriter {
  private final HotTier tier;
  private final HotTable table;
  private final WritePlan plan;
  private final BufferAllocator allocator;
  private final ChunkBuffer buffer;
  private final List<ArrowChunk> chunks = new ArrayList<>();
  private boolean ended;

  /**
   * @param plan leaves the table's columns as they are
   */
  HotWriter(HotTier tier, HotTable table, WritePlan plan, BufferAllocator parent) {
    this.tier = tier;
    this.table = table;
    this.plan = plan;
    this.allocator = parent.newChildAllocator("hot-rows", 0, Long.MAX_VALUE);
    this.buffer =
        new ChunkBuffer(
            allocator,
            plan.stream().fields().size(),
            ValueCheck.TIMESTAMPS_IN_MICROSECONDS,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            chunks::add);
  }

  @Override
  public void append(VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    requireOpen();
    buffer.add(batch, dictionaries);
  }

  @Override
  public CommitReceipt commit(CommitMarks marks) {
    requireOpen();
    try {
      buffer.flush();
      long rows = chunks.stream().mapToLong(ArrowChunk::rows).sum();
      List<String> values = chunks.isEmpty() ? List.of() : values(chunks.get(0).columns());
      long taken = plan.base().map(state -> HotMove.taken(state, tier.id())).orElse(0L);
      table.commit(plan.schema(), values, chunks, marks, taken);
      tier.committed(table);
      return new CommitReceipt(
          plan.base().map(state -> state.snapshot().version()).orElse(0L), rows);
    } finally {
      release();
    }
  }

  /**
   * The table's values from those of the stream. What a partition column can't hold was refused
   * before, or is meant to be NULL.
   */
  private List<String> values(List<String> sources) {
    Map<String, String> byName = new HashMap<>();
    for (int index = 0; index < sources.size(); index++) {
      byName.put(plan.stream().fields().get(index).name(), Sql.identifier(sources.get(index)));
    }
    List<String> values = new ArrayList<>();
    for (DeltaField field : plan.schema().fields()) {
      String value = byName.getOrDefault(field.name(), "NULL");
      boolean emptyIsNull =
          field.type() == DeltaType.Primitive.STRING
              && plan.partitionColumns().contains(field.name());
      values.add(
          "CAST(%s AS %s)"
              .formatted(emptyIsNull ? "NULLIF(" + value + ", '')" : value, field.type().sql()));
    }
    return values;
  }

  @Override
  public void abort() {
    if (!ended) {
      release();
    }
  }

  @Override
  public void close() {
    abort();
  }

  private void release() {
    ended = true;
    chunks.forEach(ArrowChunk::close);
    chunks.clear();
    buffer.close();
    allocator.close();
  }

  private void requireOpen() {
    if (ended) {
      throw new VaneException(
          ErrorCode.INTERNAL,
          "The rows for %s were used after their end.".formatted(Names.quoted(table.id().name())));
    }
  }
}

package dev.vane.gateway.apply;

import dev.vane.spi.Capability;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.CrashPoint;
import dev.vane.spi.RecordedCommit;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import dev.vane.spi.TableWriter;
import dev.vane.spi.TieredStorage;
import dev.vane.spi.WriteOptions;
import java.util.List;
import java.util.OptionalLong;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Puts batches into their table: rows, producers' offsets and the log's position in one
 * transaction. Used by one thread.
 */
final class GroupCommit {
  private final Storage storage;
  private final TableId table;
  private final ApplyContext context;

  GroupCommit(Storage storage, TableId table, ApplyContext context) {
    this.storage = storage;
    this.table = table;
    this.context = context;
  }

  /**
   * Commits the first batches of the group, as far as their columns are the same and all of them
   * are in the log or none is.
   *
   * @param part gets the batches that the commit has
   */
  CommitReceipt commit(List<PendingBatch> group, List<PendingBatch> part) {
    boolean isLogged = group.get(0).isLogged();
    MarksBuilder marks = new MarksBuilder(context.logId());
    try (Rows rows = new Rows(isLogged)) {
      for (PendingBatch batch : group) {
        if (batch.isLogged() != isLogged || !rows.add(batch, part)) {
          break;
        }
        marks.add(batch);
      }
      TableWriter writer = rows.writer();
      CrashPoint.reach("apply.rows");
      CommitReceipt receipt = writer.commit(marks.build());
      CrashPoint.reach("apply.committed");
      return receipt;
    }
  }

  /** Whether the table has the batch already, by a commit whose answer was lost. */
  boolean isInTable(PendingBatch batch) {
    TableLedger ledger = storage.ledger(table);
    OptionalLong position = ledger.position(context.logId());
    if (position.isPresent() && position.getAsLong() >= batch.position().orElse(Long.MAX_VALUE)) {
      return true;
    }
    EntryHead head = batch.head();
    return head.key()
        .flatMap(key -> head.hasRows() ? ledger.covering(key, head.offset()) : ledger.newest(key))
        .map(RecordedCommit::entry)
        .filter(
            entry ->
                head.hasRows()
                    ? entry.digest(head.offset()).filter(head.digest()::equals).isPresent()
                    : entry.epoch() >= head.epoch())
        .isPresent();
  }

  /** The rows of one commit, which have the columns of its first batch. */
  private final class Rows implements AutoCloseable {
    private final boolean isLogged;
    private final DictionaryProvider.MapDictionaryProvider none =
        new DictionaryProvider.MapDictionaryProvider();
    private byte @Nullable [] schemaBytes;
    private @Nullable TableWriter writer;
    private @Nullable VectorSchemaRoot root;

    Rows(boolean isLogged) {
      this.isLogged = isLogged;
    }

    /** Adds a batch to the rows and to the part; false where its columns are others. */
    boolean add(PendingBatch batch, List<PendingBatch> part) {
      if (!batch.head().hasRows()) {
        part.add(batch);
        return true;
      }
      try (ArrowBuf bytes = batch.bytes(context.allocator())) {
        byte[] its = EntryCodec.schema(bytes.nioBuffer(0, (int) bytes.writerIndex()), batch.head());
        if (schemaBytes != null && !EntryCodec.sameSchema(schemaBytes, its)) {
          return false;
        }
        VectorSchemaRoot target = root;
        if (target == null) {
          schemaBytes = its;
          Schema schema = EntryCodec.parseSchema(its);
          writer = open(schema, isLogged);
          target = VectorSchemaRoot.create(schema, context.allocator());
          root = target;
        }
        part.add(batch);
        EntryCodec.load(bytes, batch.head(), target);
        writer().append(target, none);
        target.clear();
        return true;
      }
    }

    /** What has the rows; opened for none where no batch has any. */
    TableWriter writer() {
      TableWriter opened = writer;
      if (opened == null) {
        opened = open(context.schemaOf(storage, table), isLogged);
        writer = opened;
      }
      return opened;
    }

    @Override
    public void close() {
      try {
        if (root != null) {
          root.close();
        }
      } finally {
        try {
          if (writer != null) {
            writer.close();
          }
        } finally {
          none.close();
        }
      }
    }
  }

  /**
   * What the log holds may stay before the table's files for a while; who waits for the table's own
   * commit gets that.
   */
  private TableWriter open(Schema schema, boolean isLogged) {
    if (storage instanceof TieredStorage tiered) {
      return isLogged
          ? tiered.openHotWriter(table, schema, options())
          : tiered.openSharedWriter(table, schema, options());
    }
    return storage.openWriter(table, schema, options());
  }

  /** The columns were checked against the table before; it may have got more since. */
  private WriteOptions options() {
    return WriteOptions.append()
        .withSchemaMode(
            storage.capabilities().contains(Capability.SCHEMA_MERGE)
                ? SchemaMode.MERGE
                : SchemaMode.STRICT);
  }
}

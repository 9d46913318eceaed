package dev.vane.spi;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/**
 * One stream of rows into one table, ended by exactly one of {@link #commit} or {@link #abort};
 * {@link #close} aborts what was not ended. Until the commit returns nothing of it is visible to
 * anybody, and after an abort nothing of it is left: no row, no file, and no table that this writer
 * was the first to create. Used by one thread at a time.
 */
public interface TableWriter extends AutoCloseable {
  /**
   * Adds the rows of a batch. The writer takes over the buffers that it needs, so the caller may
   * clear or refill the batch on return. May block while an earlier chunk is being written, which
   * is the back-pressure of the path in.
   *
   * @param batch rows in the schema that the writer was opened with
   * @param dictionaries what the batch's dictionary-encoded columns refer to; read before return
   * @throws VaneException if the rows cannot be stored; the writer is then only good for abort
   */
  void append(VectorSchemaRoot batch, DictionaryProvider dictionaries);

  /** Arrow bytes that the writer holds; asked from any thread, also after the end. */
  default long heldBytes() {
    return 0;
  }

  /**
   * Hands on what was gathered as early as that can be done, because memory is short. What is then
   * written may be cut less well, but the rows are the same.
   *
   * @throws VaneException as {@link #append} does
   */
  default void relieve() {}

  /** Commits rows alone, as {@link #commit(CommitMarks)} does. */
  default CommitReceipt commit() {
    return commit(CommitMarks.NONE);
  }

  /**
   * Makes the rows durable and visible, all at once, and records the marks with them: either the
   * table has all of it or nothing.
   *
   * @param marks needs {@link Capability#LEDGER} unless it is empty
   * @throws VaneException if that did not happen; nothing is then visible. {@link
   *     ErrorCode#LEDGER_MOVED} when the table's ledger is not where the marks begin: an entry that
   *     does not follow its producer's newest, or a position that is not beyond the recorded one
   */
  CommitReceipt commit(CommitMarks marks);

  /** Throws away everything. Never throws for what the abort itself could not clean. */
  void abort();

  /** Aborts unless ended. */
  @Override
  void close();
}

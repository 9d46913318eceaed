package dev.vane.storage.duckdb;

import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ingest.ArrowChunk;

/**
 * What a stream does in its transaction besides adding rows. Everything happens in one transaction,
 * so a stream that fails leaves nothing, and nobody waits for a stream that runs.
 */
interface WritePlan {
  /** Runs first in the transaction. */
  void begin(EngineConnection connection);

  /** Takes the rows of a chunk. */
  void insert(EngineConnection connection, ArrowChunk chunk);

  /**
   * Runs last in the transaction, under the table's lock.
   *
   * @throws dev.vane.spi.VaneException when the stream cannot be committed to the table as it is
   *     now
   */
  void complete(EngineConnection connection);

  /** Whether the table is no longer what the stream was checked against. */
  boolean isOutdated();

  /** Rows of the table after the commit. */
  long totalRows(long streamRows);

  /** Tells the table's state of what {@link #complete} did; after the commit, under the lock. */
  void committed();
}

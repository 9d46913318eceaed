package dev.vane.gateway.ingest;

import dev.vane.spi.CommitMarks;
import dev.vane.spi.RecordedCommit;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** What makes a whole stream one unit that is known when it comes again. Used by one thread. */
interface StreamUnit extends AutoCloseable {
  /** Whether the table has something of it already, so that what comes may be a repetition. */
  boolean isKnown();

  /**
   * Takes notice of a batch.
   *
   * @return whether its rows have to be written
   * @throws dev.vane.spi.VaneException when the batch is not what its number says
   */
  boolean take(VectorSchemaRoot rows, byte @Nullable [] metadata);

  /** What the commit records. */
  CommitMarks marks(long rows, long bytes);

  /**
   * The commit that a stream repeated, of which nothing had to be written.
   *
   * @throws dev.vane.spi.VaneException when it is not what was committed
   */
  Optional<RecordedCommit> repeated();

  /** The commit has happened. */
  void committed();

  /** The end of a message about what is durable. */
  String lastDurable();

  @Override
  void close();
}

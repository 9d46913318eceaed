package dev.vane.client;

import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The batches of an answer, one after another.
 *
 * <p>There is one root for the whole stream. It and its buffers belong to the stream: {@link #next}
 * fills it anew and {@link #close} frees it, so a caller who keeps rows longer transfers or copies
 * them. Closing early cancels the query in the gateway. For one thread at a time, except {@link
 * #close}, which any thread may call and which makes a waiting {@link #next} fail.
 */
public final class BatchStream implements AutoCloseable {
  private final FlightStream stream;
  private final Failures failures;
  private final OpenStreams open;
  private final Object reading = new Object();
  private boolean firstWaits;
  private volatile boolean closed;

  private BatchStream(FlightStream stream, Failures failures, OpenStreams open) {
    this.stream = stream;
    this.failures = failures;
    this.open = open;
  }

  /**
   * Waits for the first batch, so that a refused question fails here. Waiting for the schema alone
   * would not do: Flight waits for ever where the server ends the call without one.
   */
  static BatchStream open(FlightStream stream, Failures failures, OpenStreams open) {
    BatchStream opened = new BatchStream(stream, failures, open);
    try {
      opened.firstWaits = stream.next();
      if (!stream.hasRoot()) {
        throw VaneClientException.ofClient(
            VaneClientException.PROTOCOL, "The server answered without a schema.", null);
      }
      return opened;
    } catch (RuntimeException e) {
      VaneClientException failure = failures.translate(e);
      opened.close();
      throw failure;
    }
  }

  /** The schema, with the metadata of the answer. */
  public Schema schema() {
    return stream.getSchema();
  }

  /** The rows of the current batch; none before the first {@link #next}. */
  public VectorSchemaRoot root() {
    return stream.getRoot();
  }

  /** The values of dictionary-encoded columns; they belong to the stream. */
  public DictionaryProvider dictionaries() {
    return stream.getDictionaryProvider();
  }

  /**
   * Goes on to the next batch.
   *
   * @return false at the end
   * @throws VaneClientException if the query fails, or the connection is lost
   */
  public boolean next() {
    synchronized (reading) {
      if (closed) {
        throw VaneClientException.ofClient(
            VaneClientException.CLOSED, "The answer is closed.", null);
      }
      if (firstWaits) {
        firstWaits = false;
        return true;
      }
      try {
        return stream.next();
      } catch (RuntimeException e) {
        throw failures.translate(e);
      }
    }
  }

  /** Frees the root, and cancels what has not been read. Closing again does nothing. */
  @Override
  public void close() {
    if (!closed) {
      // Wakes a reader that waits inside next, which holds the lock.
      stream.cancel("closed by the reader", null);
    }
    synchronized (reading) {
      if (closed) {
        return;
      }
      closed = true;
      try {
        stream.close();
      } catch (Exception e) {
        throw failures.translate(e);
      } finally {
        open.remove(this);
      }
    }
  }
}

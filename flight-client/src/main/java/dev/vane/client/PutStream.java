package dev.vane.client;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;

/**
 * An open write. The caller fills the root that the stream was opened with, calls {@link #putNext},
 * and does so again; {@link #finish} ends the stream and waits for the receipt. Closing without it
 * aborts: of a stream that is one commit, nothing is kept.
 *
 * <p>The root stays the caller's. {@link #putNext} waits, without using the processor, while the
 * gateway is slower than the writer, so memory stays bounded. For one thread at a time, except
 * {@link #close} and {@link #lastAck}, which any thread may call.
 */
public final class PutStream implements AutoCloseable {
  /** An aborted call ends at once on this side; longer means that the connection hangs. */
  private static final long ABORT_SECONDS = 10;

  private final ClientStreamListener call;
  private final PutResponses responses;
  private final ReadySignal signal;
  private final Failures failures;
  private final OpenStreams open;
  private boolean finished;
  private volatile boolean closed;

  PutStream(
      ClientStreamListener call,
      PutResponses responses,
      ReadySignal signal,
      Failures failures,
      OpenStreams open) {
    this.call = call;
    this.responses = responses;
    this.signal = signal;
    this.failures = failures;
    this.open = open;
  }

  /**
   * Sends the rows that the root holds now. On return the root may be filled again.
   *
   * @throws VaneClientException if the gateway refused the stream, or the connection was lost
   */
  public void putNext() {
    try {
      signal.await(() -> closed || call.isReady() || responses.ended().isDone());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw VaneClientException.ofClient(
          VaneClientException.CLOSED,
          "The writing thread was interrupted; the write is given up.",
          e);
    }
    checkOpen();
    call.putNext();
  }

  /**
   * Ends the stream and waits until everything is on disk.
   *
   * @throws VaneClientException if the gateway refused the stream, or with code {@code
   *     OUTCOME_UNKNOWN} if the receipt was lost
   */
  public PutReceipt finish() {
    checkOpen();
    finished = true;
    call.completed();
    try {
      responses.ended().join();
    } catch (CompletionException e) {
      throw failures.translateAfterLastBatch(e);
    }
    if (closed) {
      throw closedByOwner();
    }
    return responses.receipt().orElseThrow(PutStream::noReceipt);
  }

  /** What the gateway has acknowledged last; empty if the command did not ask for it. */
  public Optional<PutAck> lastAck() {
    return responses.lastAck();
  }

  /** Gives the write up, unless it is finished. Closing again does nothing. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    try {
      if (!responses.ended().isDone()) {
        call.error(closedByOwner());
        signal.wake();
      }
      awaitEnd();
    } finally {
      open.remove(this);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw closedByOwner();
    }
    if (finished) {
      throw VaneClientException.ofClient(
          VaneClientException.CLOSED, "The write is finished; open another for more rows.", null);
    }
    if (responses.ended().isDone()) {
      try {
        responses.ended().join();
      } catch (CompletionException e) {
        throw failures.translate(e);
      }
      throw VaneClientException.ofClient(
          VaneClientException.PROTOCOL, "The server ended the write before the last batch.", null);
    }
  }

  /** No answer may arrive after this: its buffer would be allocated from a closed allocator. */
  private void awaitEnd() {
    try {
      responses.ended().get(ABORT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The end of an aborted call is an error by nature, and a late one has nobody to tell.
    }
  }

  private static VaneClientException closedByOwner() {
    return VaneClientException.ofClient(
        VaneClientException.CLOSED, "The write was closed before it was finished.", null);
  }

  private static VaneClientException noReceipt() {
    return VaneClientException.ofClient(
        VaneClientException.PROTOCOL,
        "The server ended the write without a receipt, so nothing says that the rows are kept. Is"
            + " it a Vane gateway?",
        null);
  }
}

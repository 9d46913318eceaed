package dev.vane.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * An open write. The caller fills the root that the stream was opened with, calls {@link #putNext},
 * and does so again; {@link #finish} ends the stream and waits for the receipt. Closing without it
 * aborts: of a stream that is one commit, nothing is kept.
 *
 * <p>The root stays the caller's. {@link #putNext} waits, without using the processor, while the
 * gateway is slower than the writer, so memory stays bounded. For one thread at a time, except
 * {@link #close}, {@link #lastAck} and {@link #acknowledged}, which any thread may call.
 */
public final class PutStream implements AutoCloseable {
  /** An aborted call ends at once on this side; longer means that the connection hangs. */
  private static final long ABORT_SECONDS = 10;

  private final BufferAllocator allocator;
  private final ClientStreamListener call;
  private final PutResponses responses;
  private final ReadySignal signal;
  private final Failures failures;
  private final OpenStreams open;
  private boolean finished;
  private volatile boolean closed;

  PutStream(
      BufferAllocator allocator,
      ClientStreamListener call,
      PutResponses responses,
      ReadySignal signal,
      Failures failures,
      OpenStreams open) {
    this.allocator = allocator;
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
    awaitReady();
    call.putNext();
  }

  /**
   * Sends the rows that the root holds now as a producer's batch.
   *
   * @param offset the batch's number, from 0, by 1 over all calls of the producer
   * @throws VaneClientException as {@link #putNext()}
   */
  public void putNext(long offset) {
    awaitReady();
    byte[] number = Json.bytes(Json.object().put("offset_id", offset));
    ArrowBuf metadata = allocator.buffer(number.length);
    metadata.writeBytes(number);
    // The call takes the buffer over.
    call.putNext(metadata);
  }

  private void awaitReady() {
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
  }

  /**
   * Ends the stream and waits until everything is on disk.
   *
   * @throws VaneClientException if the gateway refused the stream, or with code {@code
   *     OUTCOME_UNKNOWN} if the receipt was lost
   */
  public PutReceipt finish() {
    try {
      return finishLater().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof VaneClientException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /**
   * Ends the stream; the receipt comes when everything is on disk. It fails with what {@link
   * #finish} throws. What is chained to it runs on a thread of the connection and must not block.
   *
   * @throws VaneClientException if the stream has ended already
   */
  public CompletableFuture<PutReceipt> finishLater() {
    checkOpen();
    finished = true;
    call.completed();
    return responses
        .ended()
        .handle(
            (nothing, failure) -> {
              if (failure != null) {
                throw failures.translateAfterLastBatch(failure);
              }
              if (closed) {
                throw closedByOwner();
              }
              return responses.receipt().orElseThrow(PutStream::noReceipt);
            });
  }

  /**
   * The first acknowledgement that covers a batch; of a stream whose command asks for {@link
   * AckMode#BATCH}. It fails with a {@link VaneClientException} when the stream ends before. What
   * is chained to it runs on a thread of the connection and must not block. Any thread may call.
   *
   * @param offset the batch's number, counted from 0
   */
  public CompletableFuture<PutAck> acknowledged(long offset) {
    return responses
        .acknowledged(offset)
        .handle(
            (ack, failure) -> {
              if (failure != null) {
                throw closed ? closedByOwner() : failures.translate(failure);
              }
              return ack;
            });
  }

  /** Whether the gateway, or the connection, has ended the call. */
  boolean hasEnded() {
    return responses.ended().isDone();
  }

  /** Throws what has ended the call, if something has. */
  void requireRunning() {
    checkOpen();
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

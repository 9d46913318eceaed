package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.arrow.flight.FlightClient.PutListener;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * What comes back while batches go out: acknowledgements, the receipt, the end. Messages are parsed
 * as they arrive, so no buffer is kept. Called by gRPC's threads, one at a time; read by the
 * writer.
 */
final class PutResponses implements PutListener {
  private final ReadySignal signal;
  private final Consumer<PutAck> onAck;
  private final AckFutures acknowledged = new AckFutures();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile @Nullable PutReceipt receipt;
  private volatile @Nullable PutAck lastAck;

  PutResponses(ReadySignal signal, Consumer<PutAck> onAck) {
    this.signal = signal;
    this.onAck = onAck;
  }

  @Override
  public void onNext(PutResult result) {
    ArrowBuf metadata = result.getApplicationMetadata();
    if (metadata == null) {
      return;
    }
    byte[] bytes = new byte[Math.toIntExact(metadata.readableBytes())];
    metadata.getBytes(metadata.readerIndex(), bytes);
    try {
      accept(Json.parse(bytes));
    } catch (IOException e) {
      endedWith(
          VaneClientException.ofClient(
              VaneClientException.PROTOCOL,
              "The server answered the write with something that is not JSON. Is it a Vane"
                  + " gateway?",
              e));
    }
  }

  private void accept(JsonNode json) {
    if (PutAck.isAck(json)) {
      PutAck ack = PutAck.parse(json);
      lastAck = ack;
      acknowledged.acknowledged(ack);
      onAck.accept(ack);
    } else if (PutReceipt.isReceipt(json)) {
      receipt = PutReceipt.parse(json);
    }
  }

  @Override
  public void onError(Throwable failure) {
    endedWith(failure);
  }

  @Override
  public void onCompleted() {
    acknowledged.ended(
        VaneClientException.ofClient(
            VaneClientException.PROTOCOL,
            "The write ended without an acknowledgement of this batch. Was it sent, and with"
                + " AckMode.BATCH?",
            null));
    ended.complete(null);
    signal.wake();
  }

  /** Acknowledgements first: who saw the end must find all of them decided. */
  private void endedWith(Throwable failure) {
    acknowledged.ended(failure);
    ended.completeExceptionally(failure);
    signal.wake();
  }

  /** Whether waiting to send makes no sense any more. */
  @Override
  public boolean isCancelled() {
    return ended.isDone();
  }

  /** Flight's way to wait for the end; the writer uses {@link #ended}. */
  @Override
  public void getResult() {
    ended.join();
  }

  /** Done when the batch is acknowledged; failed when the call ends before. */
  CompletableFuture<PutAck> acknowledged(long offset) {
    return acknowledged.of(offset);
  }

  /** Done when the server has ended the call, well or not. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  Optional<PutReceipt> receipt() {
    return Optional.ofNullable(receipt);
  }

  Optional<PutAck> lastAck() {
    return Optional.ofNullable(lastAck);
  }
}

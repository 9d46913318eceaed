package dev.vane.flight.put;

import com.google.protobuf.ByteString;
import dev.vane.gateway.ingest.AckListener;
import dev.vane.gateway.ingest.BatchAck;
import dev.vane.spi.VaneException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.function.Consumer;
import org.apache.arrow.flight.impl.Flight.PutResult;

/**
 * What goes back on a stream: acknowledgements, from the log's thread or a table's, then the
 * receipt or the error, from the stream's own. The transport takes one at a time, and nothing after
 * the end. Safe for many threads; never waits for the client.
 */
final class AckStream implements AckListener {
  private final ServerCallStreamObserver<PutResult> responses;
  private final Consumer<VaneException> failing;
  private boolean ended;

  /**
   * @param failing ends the stream, whose thread may wait for a client that waits for an
   *     acknowledgement
   */
  AckStream(ServerCallStreamObserver<PutResult> responses, Consumer<VaneException> failing) {
    this.responses = responses;
    this.failing = failing;
  }

  @Override
  public synchronized void acknowledged(BatchAck ack) {
    if (!ended && !responses.isCancelled()) {
      responses.onNext(result(ReceiptJson.write(ack)));
    }
  }

  @Override
  public void refused(VaneException reason) {
    failing.accept(reason);
  }

  /** Ends the call well. */
  synchronized void end(byte[] receipt) {
    if (!ended) {
      ended = true;
      responses.onNext(result(receipt));
      responses.onCompleted();
    }
  }

  /** Ends the call with an error. */
  synchronized void fail(StatusRuntimeException status) {
    if (!ended) {
      ended = true;
      if (!responses.isCancelled()) {
        responses.onError(status);
      }
    }
  }

  /** The call was ended elsewhere. */
  synchronized void abandon() {
    ended = true;
  }

  private static PutResult result(byte[] json) {
    return PutResult.newBuilder().setAppMetadata(ByteString.copyFrom(json)).build();
  }
}

package dev.vane.flight.security;

import io.grpc.stub.ServerCalls.BidiStreamingMethod;
import io.grpc.stub.StreamObserver;
import org.apache.arrow.flight.impl.Flight.HandshakeRequest;
import org.apache.arrow.flight.impl.Flight.HandshakeResponse;

/**
 * Answers Handshake. The header has been checked when a call comes here, and its answer's headers
 * carry the token; the messages themselves say nothing. Some clients shake hands before every
 * connection, also where nobody is asked.
 */
public final class HandshakeService
    implements BidiStreamingMethod<HandshakeRequest, HandshakeResponse> {
  @Override
  public StreamObserver<HandshakeRequest> invoke(StreamObserver<HandshakeResponse> responses) {
    return new StreamObserver<>() {
      @Override
      public void onNext(HandshakeRequest request) {
        // Older clients send what the header says once more.
      }

      @Override
      public void onError(Throwable thrown) {
        // The client left; there is nothing to give back.
      }

      @Override
      public void onCompleted() {
        responses.onNext(HandshakeResponse.getDefaultInstance());
        responses.onCompleted();
      }
    };
  }
}

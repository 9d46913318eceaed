package dev.vane.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Shows who the client is with each call. After user and password the gateway gives a token, which
 * is shown from then on, because a password takes long to check; when the gateway no longer takes
 * the token, the password is shown again. Safe for many threads.
 */
final class Authorization implements ClientInterceptor {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final String first;
  private volatile String shown;

  private Authorization(String first) {
    this.first = first;
    this.shown = first;
  }

  static Authorization bearer(String token) {
    return new Authorization("Bearer " + token);
  }

  static Authorization basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new Authorization("Basic " + Base64.getEncoder().encodeToString(pair));
  }

  @Override
  public <Q, S> ClientCall<Q, S> interceptCall(
      MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<S> listener, Metadata headers) {
        headers.put(HEADER, shown);
        super.start(new Listening<>(listener), headers);
      }
    };
  }

  private final class Listening<S> extends SimpleForwardingClientCallListener<S> {
    Listening(ClientCall.Listener<S> delegate) {
      super(delegate);
    }

    @Override
    public void onHeaders(Metadata headers) {
      String given = headers.get(HEADER);
      if (given != null) {
        shown = given;
      }
      super.onHeaders(headers);
    }

    @Override
    public void onClose(io.grpc.Status status, Metadata trailers) {
      if (status.getCode() == io.grpc.Status.Code.UNAUTHENTICATED) {
        shown = first;
      }
      super.onClose(status, trailers);
    }
  }
}

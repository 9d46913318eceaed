package dev.vane.flight.security;

import dev.vane.gateway.security.Authenticator;
import dev.vane.gateway.security.Caller;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;
import org.apache.arrow.flight.impl.FlightServiceGrpc;

/**
 * Lets a call through when its {@code authorization} header is one that the gateway knows. A call
 * with user and password gets a bearer token in the headers of its answer, under the same name,
 * where Flight's clients, ADBC and the JDBC driver take it from. A refusal is thrown, for the guard
 * around all calls to send.
 */
public final class AuthenticationInterceptor implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Authenticator authenticator;

  public AuthenticationInterceptor(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @Override
  public <Q, S> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
    Optional<String> shown = Optional.ofNullable(headers.get(AUTHORIZATION));
    if (!authenticator.asks()
        && shown.isPresent()
        && call.getMethodDescriptor()
            .getFullMethodName()
            .equals(FlightServiceGrpc.getHandshakeMethod().getFullMethodName())) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "This gateway asks for no user and password. Connect without them.");
    }
    Caller caller = authenticator.require(shown);
    return Contexts.interceptCall(Callers.with(caller), answered(call, caller), headers, next);
  }

  private static <Q, S> ServerCall<Q, S> answered(ServerCall<Q, S> call, Caller caller) {
    if (caller.issuedToken().isEmpty()) {
      return call;
    }
    String bearer = "Bearer " + caller.issuedToken().get();
    return new SimpleForwardingServerCall<>(call) {
      @Override
      public void sendHeaders(Metadata headers) {
        headers.put(AUTHORIZATION, bearer);
        super.sendHeaders(headers);
      }
    };
  }
}

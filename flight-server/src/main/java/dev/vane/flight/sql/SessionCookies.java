package dev.vane.flight.sql;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;

/**
 * Reads the session's cookie of a call, by the name that Arrow's own servers use, and sets it when
 * the call began a session. A client that keeps no cookies has no session.
 */
public final class SessionCookies implements ServerInterceptor {
  private static final String NAME = "arrow_flight_session_id";
  private static final Metadata.Key<String> COOKIE =
      Metadata.Key.of("cookie", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> SET_COOKIE =
      Metadata.Key.of("set-cookie", Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public <Q, S> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
    SqlSession session = new SqlSession(cookie(headers));
    ServerCall<Q, S> answering =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void sendHeaders(Metadata sent) {
            session.begun().ifPresent(id -> sent.put(SET_COOKIE, NAME + "=" + id));
            super.sendHeaders(sent);
          }
        };
    return Contexts.interceptCall(session.in(Context.current()), answering, headers, next);
  }

  private static Optional<String> cookie(Metadata headers) {
    Iterable<String> sent = headers.getAll(COOKIE);
    if (sent == null) {
      return Optional.empty();
    }
    for (String header : sent) {
      for (String pair : header.split(";", -1)) {
        String[] cookie = pair.strip().split("=", 2);
        if (cookie.length == 2 && cookie[0].equals(NAME)) {
          return Optional.of(cookie[1].strip());
        }
      }
    }
    return Optional.empty();
  }
}

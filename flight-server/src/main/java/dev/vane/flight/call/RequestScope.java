package dev.vane.flight.call;

import io.grpc.Context;
import io.grpc.Metadata;
import java.util.UUID;
import org.slf4j.MDC;

/** The id of a request, which stands in every line that is logged for it. */
public final class RequestScope {
  /** The key in the logging context. */
  public static final String MDC_KEY = "request";

  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
  private static final int MAX_LENGTH = 64;

  private RequestScope() {}

  /** The id that the client sent, cut to a sane length, or a new one. */
  public static String idOf(Metadata headers) {
    String sent = headers.get(HEADER);
    return sent == null || sent.isBlank()
        ? UUID.randomUUID().toString().substring(0, 8)
        : sent.substring(0, Math.min(sent.length(), MAX_LENGTH));
  }

  /** Runs something under an id. */
  public static void run(String id, Runnable action) {
    String previous = MDC.get(MDC_KEY);
    MDC.put(MDC_KEY, id);
    try {
      action.run();
    } finally {
      if (previous == null) {
        MDC.remove(MDC_KEY);
      } else {
        MDC.put(MDC_KEY, previous);
      }
    }
  }

  /** The action, to be run on another thread under the id and the context of this thread's call. */
  public static Runnable carry(Runnable action) {
    String id = MDC.get(MDC_KEY);
    return Context.current().wrap(id == null ? action : () -> run(id, action));
  }
}

package dev.vane.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of the client. Its message is written for a person: what is wrong, why, and
 * what to do.
 */
public final class VaneClientException extends RuntimeException {
  /** Who says so. */
  public enum Origin {
    /** The gateway, with a code of its own. */
    GATEWAY,
    /** A server that answers Flight, but not as a gateway does. */
    SERVER,
    /** Nobody: no connection, or it was lost. */
    UNREACHABLE,
    /** The deadline that this client was given. */
    DEADLINE,
    /** This client. */
    CLIENT
  }

  /** Code where nobody answers. */
  public static final String UNREACHABLE = "UNREACHABLE";

  /** Code where the client's own deadline has passed. */
  public static final String DEADLINE_PASSED = "DEADLINE_PASSED";

  /** Code where a write was sent whole but its receipt did not come: it may be committed or not. */
  public static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";

  /** Code where the server's answer cannot be understood. */
  public static final String PROTOCOL = "PROTOCOL";

  /** Code where the client, or the stream, is closed already. */
  public static final String CLOSED = "CLOSED";

  /** Code where this client cannot send what it was given. */
  public static final String UNSUPPORTED = "UNSUPPORTED";

  /** Code where client and gateway do not agree about TLS. */
  public static final String TLS_FAILED = "TLS_FAILED";

  private static final long serialVersionUID = 1L;

  private final Origin origin;
  private final String code;
  private final int number;
  private final @Nullable String id;
  private final boolean retryable;
  private final @Nullable Duration retryAfter;

  VaneClientException(
      Origin origin,
      String code,
      int number,
      String message,
      @Nullable String id,
      boolean retryable,
      @Nullable Throwable cause) {
    this(origin, code, number, message, id, retryable, null, cause);
  }

  VaneClientException(
      Origin origin,
      String code,
      int number,
      String message,
      @Nullable String id,
      boolean retryable,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.origin = origin;
    this.code = code;
    this.number = number;
    this.id = id;
    this.retryable = retryable;
    this.retryAfter = retryAfter;
  }

  static VaneClientException ofClient(String code, String message, @Nullable Throwable cause) {
    return new VaneClientException(Origin.CLIENT, code, 0, message, null, false, cause);
  }

  /** Who says so. */
  public Origin origin() {
    return origin;
  }

  /** The code, such as {@code TABLE_NOT_FOUND}; stable, to be compared. */
  public String code() {
    return code;
  }

  /** The gateway's stable number of the code; 0 where the code is not the gateway's. */
  public int number() {
    return number;
  }

  /** The message, without code and id; never null, unlike in {@link Throwable}. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  /** Joins this error to a line in the gateway's log. */
  public Optional<String> id() {
    return Optional.ofNullable(id);
  }

  /** When to come again, where the gateway says so. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Whether the same request may succeed later, unchanged, and does no harm when sent again. */
  public boolean retryable() {
    return retryable;
  }
}

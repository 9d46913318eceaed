package dev.vane.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that crosses module borders. Its message is written for the person who sent the
 * request: what is wrong, why, and what to do. The cause stays on this side; the id joins the
 * client's message to the log line that has the cause. Immutable, except for what {@link Throwable}
 * itself keeps.
 */
public final class VaneException extends RuntimeException {
  /** Longer messages are lost to the header limit of the transports, so they are cut. */
  public static final int MAX_MESSAGE_CHARACTERS = 2_000;

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final @Nullable Duration pause;
  private final String id = UUID.randomUUID().toString().substring(0, 8);

  public VaneException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public VaneException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message, cause, null);
  }

  private VaneException(
      ErrorCode code, String message, @Nullable Throwable cause, @Nullable Duration pause) {
    super(cut(message), cause);
    this.code = code;
    this.pause = pause;
  }

  /** The same, saying when to come again; of errors that are retryable. */
  public VaneException retryAfter(Duration longest) {
    return new VaneException(
        code,
        "%s Come again in %d s.".formatted(text(), Math.max(1, longest.toSeconds())),
        getCause(),
        longest);
  }

  public ErrorCode code() {
    return code;
  }

  /** How long to wait before the same is sent again, where that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(pause);
  }

  /** A short random text that stands in the answer and in the log. */
  public String id() {
    return id;
  }

  /** The message; never null here, unlike in {@link Throwable}. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  private static String cut(String message) {
    return message.length() <= MAX_MESSAGE_CHARACTERS
        ? message
        : message.substring(0, MAX_MESSAGE_CHARACTERS - 4) + " ...";
  }
}

package dev.vane.spi;

import java.time.Duration;
import java.util.Optional;
import org.apache.arrow.memory.OutOfMemoryException;

/** What a lack of memory is called, whoever meets it: a refusal that says when to come again. */
public final class MemoryErrors {
  /** In how much time others have probably given memory back. */
  public static final Duration COME_AGAIN = Duration.ofSeconds(5);

  private static final int MOST_CAUSES = 8;

  private MemoryErrors() {}

  /** The refusal with a text that says what there was no memory for. */
  public static VaneException refusal(String text, Throwable cause) {
    return new VaneException(ErrorCode.LIMIT_MEMORY, text, cause).retryAfter(COME_AGAIN);
  }

  /** The refusal, where a lack of memory for buffers or objects is what failed. */
  public static Optional<VaneException> of(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
      if (cause instanceof OutOfMemoryException || cause instanceof OutOfMemoryError) {
        return Optional.of(
            refusal(
                "The gateway has no memory left for this. Come again later, with less at once, or raise limits.memory.",
                failure));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }
}

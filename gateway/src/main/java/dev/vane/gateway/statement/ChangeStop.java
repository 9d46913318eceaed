package dev.vane.gateway.statement;

import dev.vane.gateway.query.Cancellation;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.StopSignal;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.util.Optional;

/**
 * Stops a statement that changes rows when its client has gone or asked for it, and after {@code
 * limits.query_time}. Safe for many threads.
 */
final class ChangeStop implements StopSignal {
  private final Cancellation cancellation;
  private final Duration limit;
  private final long startedNanos = System.nanoTime();

  /**
   * The statement begins now.
   *
   * @param limit zero for none
   */
  ChangeStop(Cancellation cancellation, Duration limit) {
    this.cancellation = cancellation;
    this.limit = limit;
  }

  @Override
  public Optional<VaneException> reason() {
    if (cancellation.isCancelled()) {
      return Optional.of(
          new VaneException(
              ErrorCode.CANCELLED, "The statement was cancelled; it changed nothing."));
    }
    if (!limit.isZero() && System.nanoTime() - startedNanos > limit.toNanos()) {
      return Optional.of(
          new VaneException(
              ErrorCode.LIMIT_QUERY_TIME,
              "The statement ran longer than %s seconds and changed nothing; change fewer rows at once or raise limits.query_time."
                  .formatted(limit.toMillis() / 1000.0)));
    }
    return Optional.empty();
  }
}

package dev.vane.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CallOptions;

/**
 * How long calls may take.
 *
 * @param call for a question with one short answer
 * @param stream for a whole stream of batches; empty for no limit
 */
record Deadlines(Duration call, Optional<Duration> stream) {
  CallOption[] ofCall() {
    return new CallOption[] {option(call)};
  }

  CallOption[] ofStream() {
    return stream.map(limit -> new CallOption[] {option(limit)}).orElseGet(() -> new CallOption[0]);
  }

  private static CallOption option(Duration limit) {
    return CallOptions.timeout(limit.toNanos(), TimeUnit.NANOSECONDS);
  }
}

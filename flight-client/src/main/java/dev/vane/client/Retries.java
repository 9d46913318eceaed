package dev.vane.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Asks again where that is safe: questions and actions that change nothing, before their first
 * batch, when the failure says that they may succeed later. Writes are never sent again by this.
 *
 * @param attempts how often in all
 * @param firstPause before the second attempt; each further pause is twice as long, and a random
 *     half of it is left out so that many clients do not come back together
 */
record Retries(int attempts, Duration firstPause) {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  <T> T call(Supplier<T> question) {
    Duration pause = firstPause;
    for (int attempt = 1; ; attempt++) {
      try {
        return question.get();
      } catch (VaneClientException e) {
        if (!e.retryable() || attempt >= attempts) {
          throw e;
        }
        sleep(e.retryAfter().orElse(Duration.ZERO), pause, e);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : pause.multipliedBy(2);
      }
    }
  }

  /** No shorter than the gateway has said. */
  private static void sleep(Duration told, Duration pause, VaneClientException failure) {
    long millis = pause.toMillis();
    try {
      Thread.sleep(
          Math.max(millis / 2, told.toMillis())
              + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }
}

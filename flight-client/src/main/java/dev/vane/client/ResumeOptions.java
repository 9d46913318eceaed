package dev.vane.client;

import java.time.Duration;

/**
 * How a {@link ResumableWriter} behaves.
 *
 * @param tailBytes Arrow bytes of batches without acknowledgement that it keeps; writing waits
 *     while it has as many
 * @param firstPause before it connects again; doubles from failure to failure, and a random part of
 *     it is left out, so that many writers do not come back at the same moment
 * @param longestPause what it does not double beyond; a gateway that says when to come again is not
 *     asked sooner
 * @param giveUpAfter without any acknowledgement for so long, it throws what stopped it
 */
public record ResumeOptions(
    long tailBytes, Duration firstPause, Duration longestPause, Duration giveUpAfter) {
  /** 32 MiB, from 100 milliseconds to 10 seconds, for 5 minutes. */
  public static final ResumeOptions DEFAULT =
      new ResumeOptions(
          32L << 20, Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofMinutes(5));

  public ResumeOptions withTailBytes(long value) {
    return new ResumeOptions(value, firstPause, longestPause, giveUpAfter);
  }

  public ResumeOptions withGiveUpAfter(Duration value) {
    return new ResumeOptions(tailBytes, firstPause, longestPause, value);
  }
}

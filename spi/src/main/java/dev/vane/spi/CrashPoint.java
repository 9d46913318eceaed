package dev.vane.spi;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a commit by name, so that a test can end the process at one of them and see what a
 * crash there leaves. The system property {@code vane.test.crash_at} says where, as {@code
 * step:count} for the count-th time that the step is reached; without it nothing ever happens.
 */
public final class CrashPoint {
  /** The system property. */
  public static final String PROPERTY = "vane.test.crash_at";

  private static final int EXIT_CODE = 137;
  private static final @Nullable String SETTING = System.getProperty(PROPERTY);
  private static final String STEP = SETTING == null ? "" : SETTING.split(":", 2)[0];
  private static final AtomicInteger LEFT =
      new AtomicInteger(
          SETTING == null || !SETTING.contains(":")
              ? 1
              : Integer.parseInt(SETTING.split(":", 2)[1]));

  private CrashPoint() {}

  /** Ends the process here, as a kill would, if a test has asked for it. */
  public static void reach(String step) {
    if (SETTING != null && STEP.equals(step) && LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }
}

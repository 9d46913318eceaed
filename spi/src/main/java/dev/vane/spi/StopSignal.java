package dev.vane.spi;

import java.util.Optional;

/**
 * Tells long work that it shall stop, and why: its client has gone, or its time is up. Asked again
 * and again, by any thread; once it has given a reason it always gives one.
 */
@FunctionalInterface
public interface StopSignal {
  /** Work that runs to its end. */
  StopSignal NEVER = Optional::empty;

  /** What the client is told of the end; empty while the work may go on. */
  Optional<VaneException> reason();

  /** Throws the reason, if there is one. */
  default void requireGoing() {
    reason()
        .ifPresent(
            reason -> {
              throw reason;
            });
  }
}

package dev.vane.flight.call;

import dev.vane.spi.VaneException;
import java.time.Duration;

/** A long call as the end of the server sees it. Called by any thread. */
@FunctionalInterface
public interface RunningCall {
  /** Ends the call with an error. */
  void stop(VaneException reason);

  /** Ends the call if it waits for its client, who has been silent for so long. */
  default void stopIfSilent(Duration silence, VaneException reason) {}
}

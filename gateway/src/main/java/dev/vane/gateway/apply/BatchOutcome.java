package dev.vane.gateway.apply;

import dev.vane.spi.VaneException;
import java.util.Optional;
import java.util.OptionalLong;

/** Hears once of a batch that was handed over, on a thread that must not be held up. */
public interface BatchOutcome {
  /**
   * The batch may be acknowledged.
   *
   * @param version of the table, where its commit has happened
   */
  void durable(OptionalLong version);

  /** It may not, and nothing that the same sender hands over after it. */
  void failed(VaneException failure);

  /** What has failed of the same sender before. */
  Optional<VaneException> failedBefore();

  /** Who sent it, the same object for all batches of a call. */
  Object sender();
}

package dev.vane.gateway.query;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A cube being computed, and those who wait for it. */
final class SharedComputation {
  private final CompletableFuture<Optional<VaneException>> ended = new CompletableFuture<>();

  /** It is there, or failed. */
  void end(@Nullable VaneException failure) {
    ended.complete(Optional.ofNullable(failure));
  }

  /**
   * Waits for the end.
   *
   * @throws VaneException the computation's own failure, unless only its asker cancelled it; {@link
   *     ErrorCode#CANCELLED} when this one's asker left
   */
  void join(Cancellation cancellation) {
    CompletableFuture<Optional<VaneException>> left = new CompletableFuture<>();
    Cancellation.Registration registration =
        cancellation.onCancel(
            () ->
                left.complete(
                    Optional.of(
                        new VaneException(
                            ErrorCode.CANCELLED,
                            "The query was cancelled while it waited for another like it."))));
    try {
      CompletableFuture.anyOf(ended, left).join();
    } finally {
      registration.close();
    }
    if (left.isDone()) {
      left.join().ifPresent(failure -> raise(failure));
    }
    ended
        .join()
        .filter(failure -> failure.code() != ErrorCode.CANCELLED)
        .ifPresent(failure -> raise(failure));
  }

  private static void raise(VaneException failure) {
    throw new VaneException(failure.code(), failure.text(), failure);
  }
}

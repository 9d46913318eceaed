package dev.vane.gateway;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Closes what was opened, in reverse order, all of it, whatever fails on the way. */
final class CloseStack implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T resource) {
    open.push(resource);
    return resource;
  }

  /** Closes everything because of a failure, to which further failures are attached. */
  void closeAfter(Throwable failure) {
    Throwable closing = closeAll();
    if (closing != null) {
      failure.addSuppressed(closing);
    }
  }

  @Override
  public void close() {
    Throwable failure = closeAll();
    if (failure != null) {
      throw new VaneException(ErrorCode.INTERNAL, "The gateway did not close cleanly.", failure);
    }
  }

  private @Nullable Throwable closeAll() {
    Throwable failure = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    return failure;
  }
}

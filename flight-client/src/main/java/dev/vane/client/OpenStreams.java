package dev.vane.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.util.AutoCloseables;

/** The streams that a client has open, so that closing it leaves none behind. Thread-safe. */
final class OpenStreams {
  private final Set<AutoCloseable> streams = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  void checkOpen() {
    if (closed.get()) {
      throw VaneClientException.ofClient(
          VaneClientException.CLOSED, "The client is closed; build another.", null);
    }
  }

  /** Keeps the stream until it is removed; closes it at once if the client was closed meanwhile. */
  <S extends AutoCloseable> S add(S stream) {
    streams.add(stream);
    if (closed.get()) {
      AutoCloseables.closeNoChecked(stream);
      checkOpen();
    }
    return stream;
  }

  void remove(AutoCloseable stream) {
    streams.remove(stream);
  }

  /** Closes all and lets none be added; false if that was done before. */
  boolean closeAll() {
    if (!closed.compareAndSet(false, true)) {
      return false;
    }
    streams.forEach(AutoCloseables::closeNoChecked);
    return true;
  }
}

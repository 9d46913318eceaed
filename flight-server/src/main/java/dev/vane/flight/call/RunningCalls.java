package dev.vane.flight.call;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The long calls that run now, to be told when the server stops. Safe for many threads. */
public final class RunningCalls {
  private final Set<Consumer<VaneException>> stoppers = ConcurrentHashMap.newKeySet();

  /** Adds a call by what ends it with an error. */
  public void add(Consumer<VaneException> stopper) {
    stoppers.add(stopper);
  }

  public void remove(Consumer<VaneException> stopper) {
    stoppers.remove(stopper);
  }

  /** Ends every call with an error that asks to come again. */
  public void stopAll() {
    stoppers.forEach(
        stopper ->
            stopper.accept(
                new VaneException(
                    ErrorCode.SHUTTING_DOWN,
                    "The gateway is stopping and this call took longer than shutdown.grace. Send it again when the gateway is back; nothing of an unfinished stream was kept.")));
  }
}

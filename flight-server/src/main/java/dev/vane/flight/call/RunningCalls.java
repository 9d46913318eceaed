package dev.vane.flight.call;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The long calls that run now, to be told when the server stops. Safe for many threads. */
public final class RunningCalls {
  private final Set<RunningCall> calls = ConcurrentHashMap.newKeySet();

  public void add(RunningCall call) {
    calls.add(call);
  }

  public void remove(RunningCall call) {
    calls.remove(call);
  }

  /** Ends every call with an error that asks to come again. */
  public void stopAll() {
    calls.forEach(
        call ->
            call.stop(
                stopping(
                    "The gateway is stopping and this call took longer than shutdown.grace.")));
  }

  /** Ends the calls of clients that have been silent for so long: waiting for them is of no use. */
  public void stopSilent(Duration silence) {
    calls.forEach(
        call ->
            call.stopIfSilent(
                silence, stopping("The gateway is stopping and waits for no more rows.")));
  }

  private static VaneException stopping(String what) {
    return new VaneException(
        ErrorCode.SHUTTING_DOWN,
        what
            + " Send it again when the gateway is back; nothing of an unfinished stream was kept.");
  }
}

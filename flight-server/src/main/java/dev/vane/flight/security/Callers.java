package dev.vane.flight.security;

import dev.vane.gateway.memory.MemoryLedger;
import dev.vane.gateway.security.Caller;
import io.grpc.Context;

/** Who makes the present call; goes with the call's context from thread to thread. */
public final class Callers {
  private static final Context.Key<Caller> KEY = Context.key("vane-caller");

  private Callers() {}

  static Context with(Caller caller) {
    return Context.current().withValue(KEY, caller);
  }

  /** The caller's name as the credentials have it; the anonymous one where nobody is asked. */
  public static String current() {
    Caller caller = KEY.get();
    return caller == null ? MemoryLedger.ANONYMOUS : caller.name();
  }
}

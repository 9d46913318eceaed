package dev.vane.gateway.health;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The health of a gateway. What is of concern leaves it ready: a load balancer that sent work
 * elsewhere because a disk is slow would leave tables behind, not help them. Safe for many threads.
 */
public final class Health {
  private final BooleanSupplier ready;
  private final List<Supplier<List<Concern>>> watched;

  /**
   * @param ready whether new work is accepted
   * @param watched what is asked for concerns, each time
   */
  public Health(BooleanSupplier ready, List<Supplier<List<Concern>>> watched) {
    this.ready = ready;
    this.watched = List.copyOf(watched);
  }

  /** Whether new work is accepted. */
  public boolean isReady() {
    return ready.getAsBoolean();
  }

  /** What is of concern now; usually nothing. */
  public List<Concern> concerns() {
    return watched.stream().flatMap(source -> source.get().stream()).toList();
  }
}

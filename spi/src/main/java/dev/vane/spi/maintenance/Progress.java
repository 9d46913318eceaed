package dev.vane.spi.maintenance;

/** Is told how far a long operation is. Called by the thread that works; must not block. */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress NONE = (step, done, total) -> {};

  /**
   * Tells how far it is.
   *
   * @param step what is being done, in a word or two
   * @param done how much of it is
   * @param total how much there is, in the same unit
   */
  void at(String step, long done, long total);
}

package dev.vane.storage.delta.log;

/**
 * Another writer committed something that this commit did not take into account. The message tells
 * which version that was and what it did, and can stand after a colon.
 */
public final class CommitConflictException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long winner;

  /**
   * A conflict.
   *
   * @param winner the other writer's version
   */
  public CommitConflictException(long winner, String message) {
    super(message);
    this.winner = winner;
  }

  /** The other writer's version. */
  public long winner() {
    return winner;
  }
}

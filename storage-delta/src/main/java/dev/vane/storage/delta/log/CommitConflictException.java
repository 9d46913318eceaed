package dev.vane.storage.delta.log;

/** Another writer committed something that this commit did not take into account. */
public final class CommitConflictException extends Exception {
  private static final long serialVersionUID = 1L;

  public CommitConflictException(String message, Throwable cause) {
    super(message, cause);
  }
}

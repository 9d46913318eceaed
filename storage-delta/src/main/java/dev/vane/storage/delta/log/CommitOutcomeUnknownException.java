package dev.vane.storage.delta.log;

/**
 * The commit may be in the log and may be lost in a power cut: its file was published, and the disk
 * then failed to confirm it. Its data files must stay.
 */
public final class CommitOutcomeUnknownException extends Exception {
  private static final long serialVersionUID = 1L;

  public CommitOutcomeUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}

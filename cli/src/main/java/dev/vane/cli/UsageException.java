package dev.vane.cli;

/** The command was called in a way that cannot work; its message says how it can. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}

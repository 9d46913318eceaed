package dev.vane.storage.delta.expression;

/** The expression is outside of what is translated. */
final class UntranslatableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UntranslatableException() {
    super("outside of what is translated", null, false, false);
  }
}

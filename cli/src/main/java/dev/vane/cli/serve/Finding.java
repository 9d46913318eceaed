package dev.vane.cli.serve;

/**
 * What a check found.
 *
 * @param check what was looked at
 * @param state whether it is as it should be
 * @param detail what was seen
 * @param remedy what to do; empty where nothing is to be done
 */
public record Finding(String check, State state, String detail, String remedy) {
  /** How good it is. */
  public enum State {
    OK,
    /** It works, but not as well as it could. */
    WARNING,
    /** The gateway cannot start. */
    PROBLEM
  }

  static Finding ok(String check, String detail) {
    return new Finding(check, State.OK, detail, "");
  }

  static Finding problem(String check, String detail, String remedy) {
    return new Finding(check, State.PROBLEM, detail, remedy);
  }

  static Finding warning(String check, String detail, String remedy) {
    return new Finding(check, State.WARNING, detail, remedy);
  }

  /** Whether the gateway cannot start. */
  public boolean isProblem() {
    return state == State.PROBLEM;
  }

  /** Whether it works, but not as well as it could. */
  public boolean isWarning() {
    return state == State.WARNING;
  }

  /** The whole finding in one line. */
  public String message() {
    return remedy.isEmpty() ? check + ": " + detail : check + ": " + detail + " " + remedy;
  }
}

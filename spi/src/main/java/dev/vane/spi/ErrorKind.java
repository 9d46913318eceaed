package dev.vane.spi;

/**
 * What an error means to the caller, whatever the wire. Each wire maps every kind to its own status
 * in one exhaustive switch.
 */
public enum ErrorKind {
  /** The request itself is wrong; sending it again unchanged fails again. */
  INVALID_ARGUMENT(400, 3),
  /** The caller did not show who he is, or not rightly. */
  UNAUTHENTICATED(401, 3),
  /** What the request names does not exist. */
  NOT_FOUND(404, 3),
  /** What the request wants to create exists. */
  ALREADY_EXISTS(409, 3),
  /** The state of the table or stream forbids the request. */
  CONFLICT(409, 3),
  /** Not offered, by this backend or at all. */
  UNSUPPORTED(501, 3),
  /** A named limit was reached. */
  RESOURCE_EXHAUSTED(429, 3),
  /** The gateway, or something that it needs, cannot serve at the moment. */
  UNAVAILABLE(503, 4),
  /** A time limit was reached. */
  TIMED_OUT(504, 1),
  /** The caller went away or cancelled. */
  CANCELLED(499, 1),
  /** A fault of the gateway. */
  INTERNAL(500, 1);

  private final int httpStatus;
  private final int exitCode;

  ErrorKind(int httpStatus, int exitCode) {
    this.httpStatus = httpStatus;
    this.exitCode = exitCode;
  }

  /** The HTTP status that carries this kind. */
  public int httpStatus() {
    return httpStatus;
  }

  /** The exit code of a command that ended in this kind. */
  public int exitCode() {
    return exitCode;
  }
}

package dev.vane.spi;

/** Who has to act on an error. */
public enum ErrorType {
  /** The caller: the request has to change. */
  USER,
  /** The operator or the caller: a named limit was reached. */
  RESOURCES,
  /** The operator: something outside the gateway (disk, file, other process) failed. */
  EXTERNAL,
  /** The maintainers: the gateway is at fault. */
  INTERNAL
}

package dev.vane.http;

import dev.vane.spi.VaneException;

/** An error as JSON; the same five keys as everywhere on the wire. */
record ErrorBody(String code, int number, String message, String id, boolean retryable) {
  static ErrorBody of(VaneException error) {
    return new ErrorBody(
        error.code().name(),
        error.code().number(),
        error.text(),
        error.id(),
        error.code().retryable());
  }
}

package dev.vane.cli;

import dev.vane.client.VaneClientException;
import dev.vane.spi.ErrorCode;
import java.util.Arrays;

/** How commands end. The numbers are part of what scripts rely on. */
final class ExitCode {
  /** The command did what it should. */
  static final int DONE = 0;

  /** It failed here. */
  static final int FAILED = 1;

  /** It was called wrongly. */
  static final int USAGE = 2;

  /** The server refused it. */
  static final int REFUSED = 3;

  /** No server answered, or it cannot serve at the moment. */
  static final int UNREACHABLE = 4;

  private ExitCode() {}

  /** The exit code for what a call to the gateway ended in. */
  static int of(VaneClientException failure) {
    return switch (failure.origin()) {
      case GATEWAY ->
          Arrays.stream(ErrorCode.values())
              .filter(code -> code.name().equals(failure.code()))
              .findFirst()
              .map(code -> code.kind().exitCode())
              .orElse(REFUSED);
      case SERVER -> REFUSED;
      case UNREACHABLE -> UNREACHABLE;
      case DEADLINE, CLIENT -> FAILED;
    };
  }
}

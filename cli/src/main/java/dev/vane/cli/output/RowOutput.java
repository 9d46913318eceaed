package dev.vane.cli.output;

import java.io.IOException;

/** Prints rows in one form. */
@FunctionalInterface
public interface RowOutput {
  /** Prints all rows; the source stays the caller's. */
  void print(RowSource rows) throws IOException;
}

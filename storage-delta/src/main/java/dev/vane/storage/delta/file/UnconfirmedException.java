package dev.vane.storage.delta.file;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file may be there for everybody, but its store did not confirm that it is and will stay. */
public final class UnconfirmedException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnconfirmedException(Path target, @Nullable Throwable cause) {
    super("the file " + target + " was not confirmed by its store", cause);
  }
}

package dev.vane.storage.delta.kernel;

import org.jspecify.annotations.Nullable;

/** A checkpoint file that is no Parquet file, is cut short, or does not have its columns. */
final class CheckpointUnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CheckpointUnreadableException(String path, @Nullable Throwable cause) {
    super("the checkpoint " + path + " can't be read", cause);
  }
}

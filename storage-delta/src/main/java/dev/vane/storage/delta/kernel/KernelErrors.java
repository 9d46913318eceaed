package dev.vane.storage.delta.kernel;

import com.fasterxml.jackson.core.JacksonException;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import io.delta.kernel.exceptions.KernelEngineException;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.UnsupportedProtocolVersionException;
import io.delta.kernel.exceptions.UnsupportedTableFeatureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What Kernel throws, in the words of this project. */
final class KernelErrors {
  private static final Set<ErrorCode> OF_THE_STORE =
      EnumSet.of(
          ErrorCode.STORE_UNAVAILABLE,
          ErrorCode.STORE_REFUSED,
          ErrorCode.STORE_MISSING,
          ErrorCode.LIMIT_FILE_CACHE);

  private KernelErrors() {}

  static void translate(Path table, Runnable action) {
    KernelErrors.<@Nullable Object>translate(
        table,
        () -> {
          action.run();
          return null;
        });
  }

  static <T extends @Nullable Object> T translate(Path table, Supplier<T> action) {
    try {
      return action.get();
    } catch (VaneException e) {
      throw e;
    } catch (RuntimeException e) {
      throw unreadable(table, e);
    }
  }

  /** Why the table can't be read. */
  static VaneException unreadable(Path table, RuntimeException cause) {
    Optional<VaneException> told = told(cause);
    if (told.isPresent()) {
      return told.get();
    }
    String name = Names.quoted(String.valueOf(table.getFileName()));
    if (cause instanceof UnsupportedTableFeatureException unsupported) {
      return new VaneException(
          ErrorCode.TABLE_UNREADABLE,
          "The Delta table %s needs the table feature %s, which is not supported."
              .formatted(
                  name, String.join(", ", new TreeSet<>(unsupported.getUnsupportedFeatures()))),
          cause);
    }
    if (cause instanceof UnsupportedProtocolVersionException) {
      return new VaneException(
          ErrorCode.TABLE_UNREADABLE,
          "The Delta table %s needs a newer protocol than is known here: %s"
              .formatted(name, reason(cause)),
          cause);
    }
    if (cause instanceof KernelException && !(cause instanceof KernelEngineException)) {
      return new VaneException(
          ErrorCode.TABLE_UNREADABLE,
          "The Delta table %s can't be read: %s".formatted(name, reason(cause)),
          cause);
    }
    Throwable root = rootCause(cause);
    // What is no JSON is an IOException to the parser, and no fault of the disk.
    if (root instanceof IOException && !(root instanceof JacksonException)) {
      return new VaneException(
          ErrorCode.STORAGE_FAILED,
          "A file of the log of the Delta table %s can't be read.".formatted(name),
          cause);
    }
    return new VaneException(
        ErrorCode.STORAGE_CORRUPT,
        "The log of the Delta table %s can't be understood (%s); compare its files with a backup."
            .formatted(name, reason(rootCause(cause))),
        cause);
  }

  /** What a store of files says itself, which tells more than could be guessed here. */
  private static Optional<VaneException> told(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof VaneException exception && OF_THE_STORE.contains(exception.code())) {
        return Optional.of(exception);
      }
    }
    return Optional.empty();
  }

  static VaneException outside(Path table, String what) {
    return new VaneException(
        ErrorCode.TABLE_UNREADABLE,
        "The log of the Delta table %s names %s outside the table's folder, which is not followed."
            .formatted(Names.quoted(String.valueOf(table.getFileName())), what));
  }

  /** The table vanished while it was written. */
  static VaneException gone(Path table) {
    return new VaneException(
        ErrorCode.TABLE_NOT_FOUND,
        "The Delta table %s was removed while it was written; send the stream again to make it anew."
            .formatted(Names.quoted(String.valueOf(table.getFileName()))));
  }

  /** The commit could not be written, and is not in the log. */
  static VaneException notWritten(Path table, Throwable cause) {
    Optional<VaneException> told = told(cause);
    if (told.isPresent()) {
      return told.get();
    }
    String name = Names.quoted(String.valueOf(table.getFileName()));
    Throwable root = rootCause(cause);
    boolean full = String.valueOf(root.getMessage()).contains("No space left");
    if (full) {
      return new VaneException(
          ErrorCode.STORAGE_FULL,
          "The disk of the Delta table %s is full; nothing was committed.".formatted(name),
          cause);
    }
    if (root instanceof IOException) {
      return new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The log of the Delta table %s could not be written; nothing was committed."
              .formatted(name),
          cause);
    }
    if (cause instanceof UnsupportedTableFeatureException unsupported) {
      return new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "The Delta table %s can't be written: it has the table feature %s."
              .formatted(
                  name, String.join(", ", new TreeSet<>(unsupported.getUnsupportedFeatures()))),
          cause);
    }
    if (cause instanceof KernelException || cause instanceof UnsupportedOperationException) {
      return new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "The Delta table %s refuses this write: %s".formatted(name, reason(cause)),
          cause);
    }
    return new VaneException(
        ErrorCode.INTERNAL, "The commit to the Delta table %s failed.".formatted(name), cause);
  }

  static Throwable rootCause(Throwable cause) {
    Throwable root = cause;
    for (Throwable next = root.getCause(); next != null && next != root; next = root.getCause()) {
      root = next;
    }
    return root;
  }

  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
    return message.length() <= 500 ? message : message.substring(0, 500) + " ...";
  }
}

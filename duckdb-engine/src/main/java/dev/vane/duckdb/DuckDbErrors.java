package dev.vane.duckdb;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.MemoryErrors;
import dev.vane.spi.VaneException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.arrow.memory.OutOfMemoryException;

/**
 * Turns what DuckDB reports into Vane's errors. The driver gives engine errors no state and no
 * number, so the kind is told by the words before the first colon. Only the first line of a message
 * that speaks of the caller's own statement or values is passed on; what speaks of files or of the
 * machine stays in the cause, for the log.
 */
public final class DuckDbErrors {
  /** What was being done, which decides what a bad value or a conflict means. */
  private enum Work {
    QUERY,
    STORAGE
  }

  private static final Set<ErrorCode> OF_STORAGE =
      EnumSet.of(
          ErrorCode.STORAGE_FULL,
          ErrorCode.STORAGE_FAILED,
          ErrorCode.WRITE_CONFLICT,
          ErrorCode.LIMIT_MEMORY);

  private DuckDbErrors() {}

  /** The error of a query. */
  public static VaneException query(Throwable failure) {
    return translate(failure, Work.QUERY);
  }

  /**
   * The error of a statement that writes what a client's expression tells: the expression's fault,
   * unless it is the storage's own trouble.
   */
  public static VaneException ofExpression(VaneException failure) {
    Throwable cause = failure.getCause();
    return OF_STORAGE.contains(failure.code()) || cause == null ? failure : query(cause);
  }

  /** The error of writing to a table or of reading a backend's own books. */
  public static VaneException storage(Throwable failure) {
    return translate(failure, Work.STORAGE);
  }

  /**
   * Whether a failure says that the engine refuses a whole database file since a checkpoint of it
   * failed. Detaching and attaching the file ends that.
   */
  public static boolean refusesFile(VaneException failure) {
    return failure.getCause() != null && REFUSED_FILE.matches(text(failure.getCause()));
  }

  private static VaneException translate(Throwable failure, Work work) {
    if (failure instanceof VaneException known) {
      return known;
    }
    if (failure instanceof OutOfMemoryException) {
      return MemoryErrors.refusal(
          "The memory set aside for Arrow buffers is used up; try again later or with less data.",
          failure);
    }
    String text = text(failure);
    for (ErrorPattern pattern : PATTERNS) {
      if (pattern.matches(text)) {
        ErrorCode code = work == Work.QUERY ? pattern.query() : pattern.storage();
        VaneException error = new VaneException(code, sentence(code, pattern, text), failure);
        return code == ErrorCode.LIMIT_MEMORY ? error.retryAfter(MemoryErrors.COME_AGAIN) : error;
      }
    }
    return new VaneException(
        work == Work.QUERY ? ErrorCode.QUERY_FAILED : ErrorCode.STORAGE_FAILED,
        "The engine could not do this; the gateway's log has the reason under this error's id.",
        failure);
  }

  /**
   * The messages of the failure and its causes: the driver wraps errors of streams several times.
   */
  private static String text(Throwable failure) {
    StringBuilder text = new StringBuilder();
    Throwable current = failure;
    for (int depth = 0; current != null && depth < 8; depth++) {
      text.append(current.getMessage()).append('\n');
      current = current.getCause();
    }
    return text.toString();
  }

  private static String sentence(ErrorCode code, ErrorPattern pattern, String text) {
    if (!pattern.quotable()) {
      return pattern.sentence();
    }
    int start = text.indexOf(pattern.words()) + pattern.words().length();
    String detail = text.substring(start).lines().findFirst().orElse("").strip();
    detail = detail.startsWith(":") ? detail.substring(1).strip() : detail;
    if (detail.endsWith("}")) {
      detail = detail.substring(0, detail.length() - 1);
    }
    if (code == ErrorCode.NUMERIC_OVERFLOW) {
      detail = detail + " A wider type holds it: cast to DECIMAL(38, s) or DOUBLE.";
    }
    return detail.isEmpty() ? pattern.sentence() : pattern.sentence() + " " + detail;
  }

  /**
   * One kind of message.
   *
   * @param words what the message contains
   * @param query its code when a query failed
   * @param storage its code when a write failed
   * @param quotable whether the rest of the line may be shown
   */
  private record ErrorPattern(
      String words, ErrorCode query, ErrorCode storage, boolean quotable, String sentence) {
    boolean matches(String text) {
      return text.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
    }

    static ErrorPattern shown(String words, ErrorCode query, ErrorCode storage, String sentence) {
      return new ErrorPattern(words, query, storage, true, sentence);
    }

    static ErrorPattern hidden(String words, ErrorCode query, ErrorCode storage, String sentence) {
      return new ErrorPattern(words, query, storage, false, sentence);
    }
  }

  private static final ErrorPattern REFUSED_FILE =
      ErrorPattern.hidden(
          "invalidated because checkpointing failed",
          ErrorCode.STORAGE_FAILED,
          ErrorCode.STORAGE_FAILED,
          "The database file is opened again after a full or failing disk; try again in a moment.");

  // The order matters: what is more special stands before what is more general.
  private static final List<ErrorPattern> PATTERNS =
      List.of(
          REFUSED_FILE,
          ErrorPattern.hidden(
              "has been invalidated because of a previous fatal error",
              ErrorCode.STORAGE_FAILED,
              ErrorCode.STORAGE_FAILED,
              "The engine stopped after an earlier failure, such as a full disk; mend that, then"
                  + " restart the gateway."),
          ErrorPattern.hidden(
              "No space left on device",
              ErrorCode.STORAGE_FULL,
              ErrorCode.STORAGE_FULL,
              "The disk is full; free some space and try again."),
          ErrorPattern.hidden(
              "max_temp_directory_size",
              ErrorCode.LIMIT_MEMORY,
              ErrorCode.LIMIT_MEMORY,
              "The query needs more memory and spill space than the engine may use; ask for less"
                  + " or raise limits.memory."),
          ErrorPattern.hidden(
              "Out of Memory Error",
              ErrorCode.LIMIT_MEMORY,
              ErrorCode.LIMIT_MEMORY,
              "The engine's memory is used up; ask for less, try again later or raise"
                  + " limits.memory."),
          // The appender leaves out what kind of error it is.
          ErrorPattern.hidden(
              "Failed to append: Transaction conflict",
              ErrorCode.WRITE_CONFLICT,
              ErrorCode.WRITE_CONFLICT,
              "Another writer changed the table at the same time; send the stream again."),
          ErrorPattern.hidden(
              "Failed to append: failed to allocate",
              ErrorCode.LIMIT_MEMORY,
              ErrorCode.LIMIT_MEMORY,
              "The engine's memory is used up; try again later or raise limits.memory."),
          ErrorPattern.hidden(
              "Failed to append: could not allocate",
              ErrorCode.LIMIT_MEMORY,
              ErrorCode.LIMIT_MEMORY,
              "The engine's memory is used up; try again later or raise limits.memory."),
          ErrorPattern.shown(
              "Failed to append: CHECK constraint failed",
              ErrorCode.VALUE_REFUSED,
              ErrorCode.VALUE_REFUSED,
              "A value breaks a check of its column:"),
          ErrorPattern.shown(
              "Failed to append: NOT NULL constraint failed",
              ErrorCode.VALUE_REFUSED,
              ErrorCode.VALUE_REFUSED,
              "A value is NULL where its column takes none:"),
          ErrorPattern.shown(
              "Failed to append: Duplicate key",
              ErrorCode.VALUE_REFUSED,
              ErrorCode.VALUE_REFUSED,
              "A key is in the table already:"),
          ErrorPattern.hidden(
              "INTERRUPT Error",
              ErrorCode.CANCELLED,
              ErrorCode.CANCELLED,
              "The query was cancelled."),
          ErrorPattern.hidden(
              "Connection was closed",
              ErrorCode.CANCELLED,
              ErrorCode.CANCELLED,
              "The query was cancelled."),
          ErrorPattern.hidden(
              "TransactionContext Error",
              ErrorCode.QUERY_FAILED,
              ErrorCode.WRITE_CONFLICT,
              "Another writer changed the table at the same time; send the stream again."),
          ErrorPattern.hidden(
              "Catalog write-write conflict",
              ErrorCode.QUERY_FAILED,
              ErrorCode.WRITE_CONFLICT,
              "Another writer changed the table at the same time; send the stream again."),
          ErrorPattern.shown(
              "Parser Error",
              ErrorCode.QUERY_INVALID,
              ErrorCode.INTERNAL,
              "The query does not parse:"),
          ErrorPattern.shown(
              "Syntax Error",
              ErrorCode.QUERY_INVALID,
              ErrorCode.INTERNAL,
              "The query does not parse:"),
          ErrorPattern.shown(
              "Binder Error",
              ErrorCode.QUERY_INVALID,
              ErrorCode.INTERNAL,
              "The query does not fit the tables:"),
          ErrorPattern.shown(
              "Catalog Error",
              ErrorCode.QUERY_INVALID,
              ErrorCode.INTERNAL,
              "The query names something unknown:"),
          ErrorPattern.hidden(
              "Permission Error",
              ErrorCode.QUERY_FORBIDDEN,
              ErrorCode.STORAGE_FAILED,
              "The engine may not touch what was asked for; only the gateway's own tables can be"
                  + " read."),
          ErrorPattern.shown(
              "Out of Range Error",
              ErrorCode.NUMERIC_OVERFLOW,
              ErrorCode.VALUE_REFUSED,
              "A number left the range of its type:"),
          ErrorPattern.shown(
              "the value is out of range for the destination type",
              ErrorCode.NUMERIC_OVERFLOW,
              ErrorCode.VALUE_REFUSED,
              "A number left the range of its type:"),
          ErrorPattern.shown(
              "Failed to cast decimal value",
              ErrorCode.NUMERIC_OVERFLOW,
              ErrorCode.VALUE_REFUSED,
              "A number left the range of its type:"),
          ErrorPattern.shown(
              "Conversion Error",
              ErrorCode.QUERY_FAILED,
              ErrorCode.VALUE_REFUSED,
              "A value does not fit the type it is converted to:"),
          ErrorPattern.shown(
              "Mismatch Type Error",
              ErrorCode.QUERY_FAILED,
              ErrorCode.VALUE_REFUSED,
              "A value does not fit the type it is converted to:"),
          ErrorPattern.shown(
              "Constraint Error",
              ErrorCode.QUERY_FAILED,
              ErrorCode.VALUE_REFUSED,
              "A value breaks a rule of its column:"),
          ErrorPattern.hidden(
              "IO Error",
              ErrorCode.STORAGE_FAILED,
              ErrorCode.STORAGE_FAILED,
              "A file could not be read or written; the gateway's log has the reason under this"
                  + " error's id."),
          ErrorPattern.hidden(
              "Serialization Error",
              ErrorCode.STORAGE_CORRUPT,
              ErrorCode.STORAGE_CORRUPT,
              "A file cannot be read by this version of the engine or is damaged; restore it or use"
                  + " a newer gateway."),
          ErrorPattern.hidden(
              "FATAL Error",
              ErrorCode.STORAGE_FAILED,
              ErrorCode.STORAGE_FAILED,
              "The engine stopped after an earlier failure; restart the gateway."),
          ErrorPattern.hidden(
              "INTERNAL Error",
              ErrorCode.INTERNAL,
              ErrorCode.INTERNAL,
              "The engine failed; the gateway's log has the reason under this error's id."),
          ErrorPattern.shown(
              "Invalid Input Error",
              ErrorCode.QUERY_FAILED,
              ErrorCode.VALUE_REFUSED,
              "The engine refused a value:"),
          ErrorPattern.shown(
              "Not implemented Error",
              ErrorCode.QUERY_INVALID,
              ErrorCode.TYPE_UNSUPPORTED,
              "The engine cannot do this:"));
}

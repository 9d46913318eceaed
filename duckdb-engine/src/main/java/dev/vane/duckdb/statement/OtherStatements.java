package dev.vane.duckdb.statement;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What to say to statements that are not offered, by the keyword that they begin with. */
final class OtherStatements {
  private static final String CHANGE =
      "%s is not offered. Change rows by UPDATE and DELETE, or send them by a stream with mode upsert, where the backend has it.";
  private static final String OPTIONS =
      "%s is not offered. Set the session's catalog, schema and time_zone by SetSessionOptions; everything else is the gateway's configuration.";
  private static final String FILES =
      "%s is not offered: a statement reaches tables and nothing else. Send rows by a stream, and read them as a result.";
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("MERGE", CHANGE),
          Map.entry(
              "ALTER",
              "%s is not offered. A stream with schema_mode merge adds columns and widens types."),
          Map.entry("SET", OPTIONS),
          Map.entry("RESET", OPTIONS),
          Map.entry("USE", OPTIONS),
          Map.entry("PRAGMA", OPTIONS),
          Map.entry("COPY", FILES),
          Map.entry("ATTACH", FILES),
          Map.entry("DETACH", FILES),
          Map.entry("INSTALL", FILES),
          Map.entry("LOAD", FILES),
          Map.entry("EXPORT", FILES),
          Map.entry("IMPORT", FILES));
  private static final List<String> TRANSACTIONS =
      List.of("BEGIN", "START", "COMMIT", "ROLLBACK", "ABORT", "SAVEPOINT", "END");

  private OtherStatements() {}

  /**
   * Returns if the keyword begins a statement that may be served.
   *
   * @throws VaneException OPTION_UNSUPPORTED or TRANSACTION_UNSUPPORTED, saying what to do instead
   */
  static void refuse(String keyword) {
    String folded = keyword.toUpperCase(Locale.ROOT);
    if (TRANSACTIONS.contains(folded)) {
      throw new VaneException(
          ErrorCode.TRANSACTION_UNSUPPORTED,
          "%s is not offered: each statement and each stream is a transaction of its own. Send what belongs together as one INSERT ... SELECT or one stream."
              .formatted(folded));
    }
    String message = REFUSED.get(folded);
    if (message != null) {
      throw new VaneException(ErrorCode.OPTION_UNSUPPORTED, message.formatted(folded));
    }
  }
}

package dev.vane.storage.delta;

import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.PartitionText;
import java.util.List;

/** What a table asks of values beyond their types. */
record RowRules(DeltaOptions options) {
  /**
   * A partition's value as the log has it.
   *
   * @param key the engine's text of it
   * @throws VaneException {@link ErrorCode#VALUE_REFUSED} when Delta has no text for it
   */
  String partitionValue(DeltaField field, String key) {
    if (key.isEmpty() && !options.emptyPartitionIsNull()) {
      throw new VaneException(
          ErrorCode.VALUE_REFUSED,
          "The partition column %s has an empty text, which Delta can't tell from NULL. Send NULL or"
                  .formatted(Names.quoted(field.name()))
              + " another text, or set the option empty_partition to 'null'.");
    }
    return PartitionText.fromEngine(field.type(), key)
        .orElseThrow(
            () ->
                new VaneException(
                    ErrorCode.VALUE_REFUSED,
                    "The partition column %s has the value %s, which Delta has no text for; it has"
                            .formatted(Names.quoted(field.name()), Names.quoted(key))
                        + " those for the years 1 to 9999."));
  }

  /**
   * Holds rows to a table's rules.
   *
   * @param relation the rows, as a table or a query in parentheses
   * @throws VaneException {@link ErrorCode#VALUE_REFUSED} when one of them breaks a rule
   */
  static void require(List<TableRules.Check> checks, EngineConnection connection, String relation) {
    for (TableRules.Check check : checks) {
      boolean broken =
          connection
              .first(
                  "SELECT coalesce(bool_or((%s) IS NOT TRUE), false) FROM %s AS written"
                      .formatted(check.sql(), relation),
                  row -> row.getBoolean(1))
              .orElse(false);
      if (broken) {
        throw broken(check);
      }
    }
  }

  /** The refusal of a row that breaks a rule of the table. */
  static VaneException broken(TableRules.Check check) {
    return new VaneException(
        ErrorCode.VALUE_REFUSED,
        "The table asks of every row %s, and there is a row of which it would not be true."
            .formatted(check.description()));
  }

  /** The refusal of a NULL where the table has none. */
  static VaneException notNull(DeltaField field) {
    return new VaneException(
        ErrorCode.VALUE_REFUSED,
        "The column %s must not be NULL in the table, and there would be a NULL in it."
            .formatted(Names.quoted(field.name())));
  }
}

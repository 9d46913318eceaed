package dev.vane.storage.delta;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.PartitionText;

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

  /** The refusal of a row that breaks a rule of the table. */
  static VaneException broken(TableRules.Check check) {
    return new VaneException(
        ErrorCode.VALUE_REFUSED,
        "The table asks of every row %s, and the stream has a row of which it is not true."
            .formatted(check.description()));
  }

  /** The refusal of a NULL where the table has none. */
  static VaneException notNull(DeltaField field) {
    return new VaneException(
        ErrorCode.VALUE_REFUSED,
        "The column %s must not be NULL in the table, and the stream has a NULL in it."
            .formatted(Names.quoted(field.name())));
  }
}

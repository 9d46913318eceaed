package dev.vane.duckdb.ingest;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import org.apache.arrow.vector.types.pojo.Field;

/** The errors of batches that are not what their stream announced. */
final class BatchErrors {
  private BatchErrors() {}

  static VaneException missingDictionary(Field field) {
    return new VaneException(
        ErrorCode.IPC_INVALID,
        "Column %s refers to a dictionary that the stream did not send before the batch."
            .formatted(Names.quoted(field.getName())));
  }

  static VaneException otherColumns(int expected, int actual) {
    return new VaneException(
        ErrorCode.IPC_INVALID,
        "A batch has %d columns where the stream's schema has %d.".formatted(actual, expected));
  }

  static VaneException partOfDay(Field field, int row) {
    return new VaneException(
        ErrorCode.VALUE_REFUSED,
        "Column %s, row %d of its batch: a date64 value must be a whole day within the years that a"
                .formatted(Names.quoted(field.getName()), row)
            + " date can hold; send a timestamp to keep the time of day.");
  }

  static VaneException beyondMicroseconds(Field field, int row) {
    return new VaneException(
        ErrorCode.VALUE_REFUSED,
        "Column %s, row %d of its batch: the timestamp lies beyond what microseconds can count, in"
                .formatted(Names.quoted(field.getName()), row)
            + " which the table keeps it; send NULL, or a count of seconds as an int64.");
  }
}

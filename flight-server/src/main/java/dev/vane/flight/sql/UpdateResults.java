package dev.vane.flight.sql;

import com.google.protobuf.ByteString;
import org.apache.arrow.flight.sql.impl.FlightSql.DoPutUpdateResult;

/** The one answer to a statement or stream that writes. */
final class UpdateResults {
  private UpdateResults() {}

  static ByteString of(long rows) {
    return DoPutUpdateResult.newBuilder().setRecordCount(rows).build().toByteString();
  }
}

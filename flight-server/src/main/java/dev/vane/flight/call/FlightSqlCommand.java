package dev.vane.flight.call;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;

/** Tells the commands of Flight SQL, which come as {@code Any}, from all else. */
final class FlightSqlCommand {
  private static final String PREFIX = "type.googleapis.com/arrow.flight.protocol.sql.";

  private FlightSqlCommand() {}

  /** The command, if the bytes are one of Flight SQL. */
  static Optional<Any> read(ByteString bytes) {
    try {
      Any any = Any.parseFrom(bytes);
      return any.getTypeUrl().startsWith(PREFIX) ? Optional.of(any) : Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }
}

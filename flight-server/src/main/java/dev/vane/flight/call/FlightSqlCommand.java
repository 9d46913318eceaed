package dev.vane.flight.call;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;

/** Tells the commands of Flight SQL, which come as {@code Any}, from all else. */
final class FlightSqlCommand {
  private static final String PREFIX = "type.googleapis.com/arrow.flight.protocol.sql.";

  private FlightSqlCommand() {}

  /**
   * Returns if the bytes are no command of Flight SQL.
   *
   * @throws VaneException OPTION_UNSUPPORTED, naming the command
   */
  static void refuse(ByteString bytes) {
    String type;
    try {
      type = Any.parseFrom(bytes).getTypeUrl();
    } catch (InvalidProtocolBufferException e) {
      return;
    }
    if (type.startsWith(PREFIX)) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "%s is a command of Flight SQL, which this gateway does not serve. Send JSON instead: {\"sql\": \"SELECT 1\"} to read, {\"stream_name\": \"trades\"} to write."
              .formatted(Names.quoted(type.substring(PREFIX.length()))));
    }
  }
}

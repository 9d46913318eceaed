package dev.vane.flight.sql;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;

/** Reads the messages of Flight SQL. */
final class Messages {
  private Messages() {}

  /**
   * The message inside.
   *
   * @throws VaneException COMMAND_INVALID
   */
  static <T extends Message> T unpack(Any any, Class<T> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw damaged(type.getSimpleName(), e);
    }
  }

  /** The message inside of an {@code Any}, of just this type. */
  static <T extends Message> T unpack(ByteString bytes, Class<T> type) {
    try {
      return Any.parseFrom(bytes).unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw damaged(type.getSimpleName(), e);
    }
  }

  static VaneException damaged(String what, InvalidProtocolBufferException cause) {
    return new VaneException(
        ErrorCode.COMMAND_INVALID,
        "The bytes are not a %s of Flight SQL. Use a client of Flight SQL.".formatted(what),
        cause);
  }

  /** The refusal of a command that no client of ours needs. */
  static VaneException unsupported(String what, String remedy) {
    return new VaneException(
        ErrorCode.OPTION_UNSUPPORTED,
        "%s of Flight SQL is not served. %s".formatted(Names.quoted(what), remedy));
  }

  /**
   * Refuses a statement that believes to be in a transaction.
   *
   * @throws VaneException TRANSACTION_UNSUPPORTED
   */
  static void requireNoTransaction(ByteString transaction) {
    if (!transaction.isEmpty()) {
      throw transactions();
    }
  }

  static VaneException transactions() {
    return new VaneException(
        ErrorCode.TRANSACTION_UNSUPPORTED,
        "Transactions over several statements are not offered: each statement and each stream commits on its own. Turn autocommit on.");
  }
}

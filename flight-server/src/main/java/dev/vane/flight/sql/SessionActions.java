package dev.vane.flight.sql;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vane.gateway.query.SqlContext;
import dev.vane.gateway.statement.SessionService;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.Flight.SessionOptionValue;
import org.apache.arrow.flight.impl.Flight.SetSessionOptionsResult.ErrorValue;

/** The actions of Flight that set, tell and end a session's options. */
final class SessionActions {
  private static final String SET = "SetSessionOptions";
  private static final String GET = "GetSessionOptions";
  private static final String CLOSE = "CloseSession";

  private final SessionService sessions;

  SessionActions(SessionService sessions) {
    this.sessions = sessions;
  }

  List<Flight.ActionType> list() {
    return List.of(
        type(SET, "Sets catalog, schema or time_zone for the statements of this session."),
        type(GET, "Tells the options of this session."),
        type(CLOSE, "Ends this session."));
  }

  private static Flight.ActionType type(String name, String description) {
    return Flight.ActionType.newBuilder().setType(name).setDescription(description).build();
  }

  Optional<List<ByteString>> run(String type, ByteString body) {
    try {
      return switch (type) {
        case SET -> Optional.of(List.of(set(Flight.SetSessionOptionsRequest.parseFrom(body))));
        // The requests of these two have no fields.
        case GET -> Optional.of(List.of(options()));
        case CLOSE -> Optional.of(List.of(end()));
        default -> Optional.empty();
      };
    } catch (InvalidProtocolBufferException e) {
      throw Messages.damaged(type + "Request", e);
    }
  }

  /** Sets all options that can be set, and names the others with what is wrong about them. */
  private ByteString set(Flight.SetSessionOptionsRequest request) {
    SqlSession session = SqlSession.current();
    SqlContext before = session.context(sessions);
    SqlContext context = before;
    Flight.SetSessionOptionsResult.Builder result = Flight.SetSessionOptionsResult.newBuilder();
    for (Map.Entry<String, SessionOptionValue> option : request.getSessionOptionsMap().entrySet()) {
      try {
        context = sessions.with(context, option.getKey(), text(option.getValue()));
      } catch (VaneException e) {
        result.putErrors(
            option.getKey(),
            Flight.SetSessionOptionsResult.Error.newBuilder()
                .setValue(
                    e.code() == ErrorCode.FIELD_UNKNOWN
                        ? ErrorValue.INVALID_NAME
                        : ErrorValue.INVALID_VALUE)
                .build());
      }
    }
    if (!context.equals(before)) {
      session.keep(context, sessions);
    }
    return result.build().toByteString();
  }

  /** The value's text; empty where the client unsets the option. */
  private static Optional<String> text(SessionOptionValue value) {
    return switch (value.getOptionValueCase()) {
      case STRING_VALUE ->
          value.getStringValue().isEmpty() ? Optional.empty() : Optional.of(value.getStringValue());
      case OPTIONVALUE_NOT_SET -> Optional.empty();
      case BOOL_VALUE, INT64_VALUE, DOUBLE_VALUE, STRING_LIST_VALUE ->
          throw new VaneException(
              ErrorCode.SESSION_OPTION_INVALID, "A session option's value is a text.");
    };
  }

  private ByteString options() {
    Flight.GetSessionOptionsResult.Builder result = Flight.GetSessionOptionsResult.newBuilder();
    SessionService.options(SqlSession.current().context(sessions))
        .forEach(
            (name, value) ->
                result.putSessionOptions(
                    name, SessionOptionValue.newBuilder().setStringValue(value).build()));
    return result.build().toByteString();
  }

  private ByteString end() {
    boolean ended = SqlSession.current().end(sessions);
    return Flight.CloseSessionResult.newBuilder()
        .setStatus(
            ended
                ? Flight.CloseSessionResult.Status.CLOSED
                : Flight.CloseSessionResult.Status.NOT_CLOSEABLE)
        .build()
        .toByteString();
  }
}

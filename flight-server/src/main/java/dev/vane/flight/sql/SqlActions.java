package dev.vane.flight.sql;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vane.flight.call.FlightTarget;
import dev.vane.flight.call.SchemaBytes;
import dev.vane.flight.sql.metadata.ColumnMetadata;
import dev.vane.gateway.Gateway;
import dev.vane.gateway.query.Cancellation;
import dev.vane.gateway.statement.PreparedDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCancelQueryRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCancelQueryResult;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionClosePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementResult;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementUpdate;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** The actions of Flight SQL, and those of Flight that belong to results and sessions. */
public final class SqlActions {
  private static final String CREATE_PREPARED = "CreatePreparedStatement";
  private static final String CLOSE_PREPARED = "ClosePreparedStatement";
  private static final String CANCEL_QUERY = "CancelQuery";
  private static final String CANCEL_FLIGHT_INFO = "CancelFlightInfo";

  private final Gateway gateway;
  private final SessionActions sessions;

  public SqlActions(Gateway gateway) {
    this.gateway = gateway;
    this.sessions = new SessionActions(gateway.sessions());
  }

  /** The actions that are served, with a sentence each. */
  public List<Flight.ActionType> list() {
    List<Flight.ActionType> list = new ArrayList<>();
    list.add(type(CREATE_PREPARED, "Flight SQL: prepares a statement."));
    list.add(type(CLOSE_PREPARED, "Flight SQL: forgets a prepared statement."));
    list.add(type(CANCEL_QUERY, "Flight SQL: as CancelFlightInfo, of older clients."));
    list.add(
        type(
            CANCEL_FLIGHT_INFO,
            "Stops the reading of a result, or the execution of a prepared statement."));
    list.addAll(sessions.list());
    return list;
  }

  private static Flight.ActionType type(String name, String description) {
    return Flight.ActionType.newBuilder().setType(name).setDescription(description).build();
  }

  /**
   * Runs an action.
   *
   * @return its results; empty when it is no action of Flight SQL
   */
  public Optional<List<ByteString>> run(String type, ByteString body, Cancellation cancellation) {
    return switch (type) {
      case CREATE_PREPARED -> Optional.of(List.of(prepare(body, cancellation)));
      case CLOSE_PREPARED -> {
        gateway
            .statements()
            .close(
                FlightSqlService.handle(
                    Messages.unpack(body, ActionClosePreparedStatementRequest.class)
                        .getPreparedStatementHandle()));
        yield Optional.of(List.of());
      }
      case CANCEL_QUERY -> Optional.of(List.of(cancelQuery(body)));
      case CANCEL_FLIGHT_INFO -> Optional.of(List.of(cancelFlightInfo(body)));
      case "BeginTransaction", "EndTransaction", "BeginSavepoint", "EndSavepoint" ->
          throw Messages.transactions();
      case "CreatePreparedSubstraitPlan" ->
          throw Messages.unsupported(type, "Send the question as SQL.");
      case "RenewFlightEndpoint" ->
          throw Messages.unsupported(
              type,
              "A ticket is kept for limits.session_idle after its last use; read it to renew it.");
      default -> sessions.run(type, body);
    };
  }

  private ByteString prepare(ByteString body, Cancellation cancellation) {
    ActionCreatePreparedStatementRequest request =
        Messages.unpack(body, ActionCreatePreparedStatementRequest.class);
    Messages.requireNoTransaction(request.getTransactionId());
    PreparedDescription prepared =
        gateway
            .statements()
            .prepare(
                request.getQuery(), SqlSession.current().context(gateway.sessions()), cancellation);
    ActionCreatePreparedStatementResult.Builder result =
        ActionCreatePreparedStatementResult.newBuilder()
            .setPreparedStatementHandle(ByteString.copyFromUtf8(prepared.handle()));
    // Clients take a statement without columns for one that writes.
    prepared
        .columns()
        .map(ColumnMetadata::describe)
        .map(SchemaBytes::of)
        .ifPresent(result::setDatasetSchema);
    if (!prepared.parameters().getFields().isEmpty()) {
      result.setParameterSchema(SchemaBytes.of(bindable(prepared.parameters())));
    }
    return Any.pack(result.build()).toByteString();
  }

  /**
   * The types that clients make vectors of. Of the null type they cannot; and the JDBC driver puts
   * milliseconds into times whatever their unit is, so it is told milliseconds. What is sent in
   * another type is taken as what it is.
   */
  private static Schema bindable(Schema parameters) {
    return new Schema(parameters.getFields().stream().map(SqlActions::bindable).toList());
  }

  private static Field bindable(Field parameter) {
    return switch (parameter.getType().getTypeID()) {
      case Null -> Field.nullable(parameter.getName(), ArrowType.Utf8.INSTANCE);
      case Time ->
          Field.nullable(
              parameter.getName(), new ArrowType.Time(TimeUnit.MILLISECOND, Integer.SIZE));
      case Timestamp ->
          Field.nullable(
              parameter.getName(),
              new ArrowType.Timestamp(
                  TimeUnit.MILLISECOND, ((ArrowType.Timestamp) parameter.getType()).getTimezone()));
      default -> parameter;
    };
  }

  // Flight SQL has replaced it by CancelFlightInfo; clients still send it.
  @SuppressWarnings("deprecation")
  private ByteString cancelQuery(ByteString body) {
    boolean cancelled =
        cancel(info(Messages.unpack(body, ActionCancelQueryRequest.class).getInfo()));
    return Any.pack(
            ActionCancelQueryResult.newBuilder()
                .setResult(
                    cancelled
                        ? ActionCancelQueryResult.CancelResult.CANCEL_RESULT_CANCELLED
                        : ActionCancelQueryResult.CancelResult.CANCEL_RESULT_NOT_CANCELLABLE)
                .build())
        .toByteString();
  }

  private ByteString cancelFlightInfo(ByteString body) {
    try {
      boolean cancelled = cancel(Flight.CancelFlightInfoRequest.parseFrom(body).getInfo());
      return Flight.CancelFlightInfoResult.newBuilder()
          .setStatus(
              cancelled
                  ? Flight.CancelStatus.CANCEL_STATUS_CANCELLED
                  : Flight.CancelStatus.CANCEL_STATUS_NOT_CANCELLABLE)
          .build()
          .toByteString();
    } catch (InvalidProtocolBufferException e) {
      throw Messages.damaged("CancelFlightInfoRequest", e);
    }
  }

  private static Flight.FlightInfo info(ByteString bytes) {
    try {
      return Flight.FlightInfo.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw Messages.damaged("FlightInfo", e);
    }
  }

  /**
   * A result that nobody reads holds nothing that could be stopped. A statement that writes has no
   * result before it is done, so it is named by the command in the descriptor.
   */
  private boolean cancel(Flight.FlightInfo info) {
    boolean cancelled = false;
    for (Flight.FlightEndpoint endpoint : info.getEndpointList()) {
      try {
        cancelled |= cancel(Any.parseFrom(endpoint.getTicket().getTicket()));
      } catch (InvalidProtocolBufferException e) {
        throw Messages.damaged("ticket", e);
      }
    }
    Flight.FlightDescriptor descriptor = info.getFlightDescriptor();
    if (!descriptor.getCmd().isEmpty()
        && FlightTarget.of(descriptor) instanceof FlightTarget.Sql command) {
      cancelled |= cancel(command.command());
    }
    return cancelled;
  }

  /** Stops what a ticket or a command names: a result or a prepared statement. */
  private boolean cancel(Any command) {
    ByteString name = ByteString.EMPTY;
    if (command.is(TicketStatementQuery.class)) {
      name = Messages.unpack(command, TicketStatementQuery.class).getStatementHandle();
    } else if (command.is(CommandPreparedStatementQuery.class)) {
      name =
          Messages.unpack(command, CommandPreparedStatementQuery.class)
              .getPreparedStatementHandle();
    } else if (command.is(CommandPreparedStatementUpdate.class)) {
      name =
          Messages.unpack(command, CommandPreparedStatementUpdate.class)
              .getPreparedStatementHandle();
    }
    return gateway.statements().cancel(FlightSqlService.handle(name));
  }
}

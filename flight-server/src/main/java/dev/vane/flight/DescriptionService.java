package dev.vane.flight;

import com.google.protobuf.ByteString;
import dev.vane.flight.call.FlightErrors;
import dev.vane.flight.call.FlightTarget;
import dev.vane.flight.call.RequestScope;
import dev.vane.flight.call.SchemaBytes;
import dev.vane.flight.sql.FlightSqlService;
import dev.vane.flight.sql.SqlActions;
import dev.vane.gateway.Gateway;
import dev.vane.gateway.action.ActionService;
import dev.vane.gateway.query.Cancellation;
import dev.vane.gateway.query.QueryCommand;
import dev.vane.gateway.query.QueryDescription;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc.FlightServiceImplBase;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Answers the calls that carry no stream of batches. A result has one endpoint: clients commonly
 * read only the first. Safe for many threads.
 */
final class DescriptionService extends FlightServiceImplBase {
  private static final long UNKNOWN = -1;

  private final Gateway gateway;
  private final FlightSqlService sql;
  private final SqlActions sqlActions;
  private final FlightErrors errors;
  private final Executor executor;

  DescriptionService(
      Gateway gateway, FlightSqlService sql, FlightErrors errors, Executor executor) {
    this.gateway = gateway;
    this.sql = sql;
    this.sqlActions = new SqlActions(gateway);
    this.errors = errors;
    this.executor = executor;
  }

  @Override
  public void getFlightInfo(
      Flight.FlightDescriptor descriptor, StreamObserver<Flight.FlightInfo> responses) {
    answer(
        responses,
        cancellation ->
            responses.onNext(
                FlightTarget.of(descriptor) instanceof FlightTarget.Sql command
                    ? info(descriptor, sql.info(command.command(), cancellation))
                    : info(descriptor, describe(descriptor, cancellation))));
  }

  @Override
  public void getSchema(
      Flight.FlightDescriptor descriptor, StreamObserver<Flight.SchemaResult> responses) {
    answer(
        responses,
        cancellation ->
            responses.onNext(
                Flight.SchemaResult.newBuilder()
                    .setSchema(SchemaBytes.of(schema(descriptor, cancellation)))
                    .build()));
  }

  @Override
  public void listFlights(Flight.Criteria criteria, StreamObserver<Flight.FlightInfo> responses) {
    answer(
        responses,
        cancellation -> {
          if (!criteria.getExpression().isEmpty()) {
            throw new VaneException(
                ErrorCode.OPTION_UNSUPPORTED,
                "Criteria for listing are not supported. List without them: every table is listed.");
          }
          gateway
              .catalog()
              .tables()
              .forEach(table -> responses.onNext(infoOf(table, cancellation)));
        });
  }

  @Override
  public void listActions(Flight.Empty request, StreamObserver<Flight.ActionType> responses) {
    answer(
        responses,
        cancellation -> {
          for (ActionService.Description action : gateway.actions().list()) {
            responses.onNext(
                Flight.ActionType.newBuilder()
                    .setType(action.type())
                    .setDescription(action.description())
                    .build());
          }
          sqlActions.list().forEach(responses::onNext);
        });
  }

  @Override
  public void doAction(Flight.Action action, StreamObserver<Flight.Result> responses) {
    answer(
        responses,
        cancellation -> {
          Optional<List<ByteString>> answers =
              sqlActions.run(action.getType(), action.getBody(), cancellation);
          if (answers.isPresent()) {
            answers.get().forEach(body -> responses.onNext(result(body)));
            return;
          }
          byte[] body =
              gateway
                  .actions()
                  .run(
                      action.getType(),
                      action.getBody().toByteArray(),
                      step -> tell(step, responses, cancellation));
          responses.onNext(result(ByteString.copyFrom(body)));
        });
  }

  private static void tell(
      byte[] step, StreamObserver<Flight.Result> responses, Cancellation cancellation) {
    if (cancellation.isCancelled()) {
      throw new VaneException(
          ErrorCode.CANCELLED, "The client went away; what was not committed yet was undone.");
    }
    responses.onNext(result(ByteString.copyFrom(step)));
  }

  private static Flight.Result result(ByteString body) {
    return Flight.Result.newBuilder().setBody(body).build();
  }

  private Schema schema(Flight.FlightDescriptor descriptor, Cancellation cancellation) {
    return FlightTarget.of(descriptor) instanceof FlightTarget.Sql command
        ? sql.schema(command.command(), cancellation)
        : describe(descriptor, cancellation).schema();
  }

  private QueryDescription describe(Flight.FlightDescriptor descriptor, Cancellation cancellation) {
    FlightTarget target = FlightTarget.of(descriptor);
    QueryCommand command =
        target instanceof FlightTarget.Json json
            ? gateway.queries().parse(json.bytes().toByteArray())
            : gateway.queries().scan(((FlightTarget.Path) target).elements());
    return gateway.queries().describe(command, cancellation);
  }

  private Flight.FlightInfo infoOf(TableId table, Cancellation cancellation) {
    Flight.FlightDescriptor descriptor =
        Flight.FlightDescriptor.newBuilder()
            .setType(Flight.FlightDescriptor.DescriptorType.PATH)
            .addAllPath(table.path())
            .build();
    try {
      return info(descriptor, describe(descriptor, cancellation));
    } catch (VaneException e) {
      // Listed all the same, so that one bad table hides neither itself nor the others; what is
      // wrong is the answer to whoever asks for it.
      errors.report(e);
      return Flight.FlightInfo.newBuilder()
          .setFlightDescriptor(descriptor)
          .setTotalRecords(UNKNOWN)
          .setTotalBytes(UNKNOWN)
          .build();
    }
  }

  /** An endpoint without a location is to be read on the connection that asked. */
  private static Flight.FlightInfo info(
      Flight.FlightDescriptor descriptor, QueryDescription description) {
    return info(
        descriptor,
        description.schema(),
        ByteString.copyFromUtf8(description.ticket()),
        description.rows());
  }

  private static Flight.FlightInfo info(
      Flight.FlightDescriptor descriptor, FlightSqlService.Result result) {
    return info(descriptor, result.schema(), result.ticket(), UNKNOWN);
  }

  private static Flight.FlightInfo info(
      Flight.FlightDescriptor descriptor, Schema schema, ByteString ticket, long rows) {
    return Flight.FlightInfo.newBuilder()
        .setSchema(SchemaBytes.of(schema))
        .setFlightDescriptor(descriptor)
        .addEndpoint(
            Flight.FlightEndpoint.newBuilder()
                .setTicket(Flight.Ticket.newBuilder().setTicket(ticket)))
        .setTotalRecords(rows)
        .setTotalBytes(UNKNOWN)
        .setOrdered(true)
        .build();
  }

  /**
   * Works on a thread of its own, so that the callback that tells of a client's leaving can run.
   */
  private void answer(StreamObserver<?> observer, Consumer<Cancellation> work) {
    ServerCallStreamObserver<?> responses = (ServerCallStreamObserver<?>) observer;
    Cancellation cancellation = new Cancellation();
    responses.setOnCancelHandler(cancellation::cancel);
    executor.execute(
        RequestScope.carry(
            () -> {
              try {
                work.accept(cancellation);
              } catch (RuntimeException | Error e) {
                responses.onError(errors.report(e));
                return;
              }
              responses.onCompleted();
            }));
  }
}

package dev.vane.flight.get;

import dev.vane.flight.call.FlightErrors;
import dev.vane.flight.call.FlightTarget;
import dev.vane.flight.call.RequestScope;
import dev.vane.flight.call.RunningCall;
import dev.vane.flight.call.RunningCalls;
import dev.vane.flight.sql.FlightSqlService;
import dev.vane.gateway.Gateway;
import dev.vane.gateway.query.Answer;
import dev.vane.gateway.query.Cancellation;
import dev.vane.gateway.query.QueryCommand;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;

/** Answers DoGet. Safe for many threads. */
public final class GetService {
  private final Gateway gateway;
  private final FlightSqlService sql;
  private final FlightErrors errors;
  private final RunningCalls running;
  private final Executor executor;

  public GetService(
      Gateway gateway,
      FlightSqlService sql,
      FlightErrors errors,
      RunningCalls running,
      Executor executor) {
    this.gateway = gateway;
    this.sql = sql;
    this.errors = errors;
    this.running = running;
    this.executor = executor;
  }

  /**
   * The method for gRPC. Its request comes unparsed, so that what is wrong with it is thrown where
   * the guard of calls sees it: gRPC answers what its own parser throws with UNKNOWN.
   */
  public ServerMethodDefinition<byte[], ?> method() {
    MethodDescriptor<Flight.Ticket, Flight.FlightData> declared =
        FlightServiceGrpc.getDoGetMethod();
    MethodDescriptor<byte[], ResultMessage> method =
        declared.toBuilder(new Unparsed(), new ResultMessageMarshaller()).build();
    return ServerMethodDefinition.create(
        method,
        ServerCalls.asyncServerStreamingCall(
            (request, responses) ->
                start(
                    declared.parseRequest(new ByteArrayInputStream(request)),
                    (ServerCallStreamObserver<ResultMessage>) responses)));
  }

  private Function<Cancellation, Answer> answer(FlightTarget target) {
    if (target instanceof FlightTarget.Sql command) {
      return sql.answer(command.command());
    }
    QueryCommand question =
        gateway.queries().parse(((FlightTarget.Json) target).bytes().toByteArray());
    return cancellation -> gateway.queries().open(question, cancellation);
  }

  /** Starts the answer on a thread of its own and returns. */
  private void start(Flight.Ticket ticket, ServerCallStreamObserver<ResultMessage> responses) {
    ResultStream stream =
        new ResultStream(
            answer(FlightTarget.ofTicket(ticket.getTicket())),
            responses,
            gateway.configuration().limits().clientStall(),
            errors);
    responses.setOnCancelHandler(stream::cancelled);
    responses.setOnReadyHandler(stream::wake);
    RunningCall stopper = stream::stop;
    running.add(stopper);
    boolean started = false;
    try {
      executor.execute(
          RequestScope.carry(
              () -> {
                try {
                  stream.run();
                } finally {
                  running.remove(stopper);
                }
              }));
      started = true;
    } catch (RejectedExecutionException e) {
      throw new VaneException(
          ErrorCode.SHUTTING_DOWN, "The gateway is stopping; ask again later.", e);
    } finally {
      if (!started) {
        running.remove(stopper);
      }
    }
  }

  private static final class Unparsed implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException("gRPC has the whole message in memory", e);
      }
    }
  }
}

package dev.vane.flight;

import com.google.protobuf.ByteString;
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
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Answers DoGet, the one call for which Flight's own service is used: it knows how to hand batches
 * to the network without a copy. Safe for many threads.
 */
final class ResultProducer extends NoOpFlightProducer {
  private final Gateway gateway;
  private final FlightSqlService sql;
  private final BufferAllocator allocator;
  private final FlightErrors errors;
  private final RunningCalls running;
  private final Executor executor;

  ResultProducer(
      Gateway gateway,
      FlightSqlService sql,
      BufferAllocator allocator,
      FlightErrors errors,
      RunningCalls running,
      Executor executor) {
    this.gateway = gateway;
    this.sql = sql;
    this.allocator = allocator;
    this.errors = errors;
    this.running = running;
    this.executor = executor;
  }

  /** Starts the answer on a thread of its own and returns. */
  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    try {
      start(ticket, listener);
    } catch (RejectedExecutionException e) {
      throw errors.report(
          new VaneException(
              ErrorCode.SHUTTING_DOWN, "The gateway is stopping; ask again later.", e));
    } catch (RuntimeException e) {
      throw errors.report(e);
    }
  }

  private Function<Cancellation, Answer> answer(FlightTarget target) {
    if (target instanceof FlightTarget.Sql command) {
      return sql.answer(command.command());
    }
    QueryCommand question =
        gateway.queries().parse(((FlightTarget.Json) target).bytes().toByteArray());
    return cancellation -> gateway.queries().open(question, cancellation);
  }

  private void start(Ticket ticket, ServerStreamListener listener) {
    ResultStream stream =
        new ResultStream(
            answer(FlightTarget.ofTicket(ByteString.copyFrom(ticket.getBytes()))),
            listener,
            allocator,
            gateway.configuration().limits().clientStall(),
            errors);
    listener.setOnCancelHandler(stream::cancelled);
    listener.setOnReadyHandler(stream::wake);
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
    } finally {
      if (!started) {
        running.remove(stopper);
      }
    }
  }
}

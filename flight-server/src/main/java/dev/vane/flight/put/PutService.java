package dev.vane.flight.put;

import com.google.protobuf.Any;
import dev.vane.flight.call.FlightErrors;
import dev.vane.flight.call.RequestScope;
import dev.vane.flight.call.RunningCalls;
import dev.vane.flight.ipc.FlightMessage;
import dev.vane.flight.ipc.MessageSizeGuard;
import dev.vane.flight.ipc.StreamDecoder;
import dev.vane.flight.security.Callers;
import dev.vane.gateway.Gateway;
import dev.vane.gateway.memory.StreamAccount;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls.BidiStreamingMethod;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.arrow.flight.impl.Flight.PutResult;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Answers DoPut. A call that is one too many is refused before it has a thread. Safe for many
 * threads.
 */
public final class PutService implements BidiStreamingMethod<FlightMessage, PutResult> {
  /** The gateway counts open streams itself; calls on their way there and back need room too. */
  private static final int CALLS_PER_STREAM = 2;

  private static final Duration PLACE_FREE = Duration.ofSeconds(2);

  private final Gateway gateway;
  private final Function<Any, PutHandler> sql;
  private final BufferAllocator allocator;
  private final FlightErrors errors;
  private final RunningCalls running;
  private final Executor executor;
  private final Semaphore places;

  /**
   * @param sql what takes in the streams of Flight SQL, by their command
   */
  public PutService(
      Gateway gateway,
      Function<Any, PutHandler> sql,
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
    this.places = new Semaphore(CALLS_PER_STREAM * gateway.configuration().limits().streams());
  }

  @Override
  public StreamObserver<FlightMessage> invoke(StreamObserver<PutResult> observer) {
    ServerCallStreamObserver<PutResult> responses = (ServerCallStreamObserver<PutResult>) observer;
    responses.disableAutoRequest();
    StreamAccount account = gateway.ingest().memory().open(Callers.current());
    Inbox inbox = new Inbox(account, () -> responses.request(1));
    MessageSizeGuard.watch(account::arrive, inbox::abandon);
    responses.setOnCancelHandler(() -> inbox.fail(clientLeft()));
    if (places.tryAcquire()) {
      start(responses, inbox, account);
    } else {
      inbox.close();
      account.close();
      responses.onError(errors.report(tooMany()));
    }
    return new InboxObserver(inbox);
  }

  private void start(
      ServerCallStreamObserver<PutResult> responses, Inbox inbox, StreamAccount account) {
    PutCall call =
        new PutCall(
            gateway.ingest(),
            sql,
            inbox,
            account,
            gateway.metrics(),
            new StreamDecoder(allocator, gateway.configuration().limits().messageSize()),
            gateway.configuration().limits().streamIdle(),
            responses,
            errors);
    running.add(call);
    Runnable task =
        RequestScope.carry(
            () -> {
              try {
                call.run();
              } finally {
                running.remove(call);
                places.release();
              }
            });
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      running.remove(call);
      places.release();
      inbox.close();
      account.close();
      responses.onError(
          errors.report(
              new VaneException(
                  ErrorCode.SHUTTING_DOWN,
                  "The gateway is stopping; send the stream again later.",
                  e)));
    }
  }

  private VaneException tooMany() {
    return new VaneException(
            ErrorCode.LIMIT_STREAMS,
            "More streams are being opened than limits.streams (%d) has room for. Send again when others have ended."
                .formatted(gateway.configuration().limits().streams()))
        .retryAfter(PLACE_FREE);
  }

  private static VaneException clientLeft() {
    return new VaneException(
        ErrorCode.CANCELLED,
        "The client left before its stream was complete; nothing of it was kept.");
  }

  /** Puts what gRPC delivers into the inbox. */
  private record InboxObserver(Inbox inbox) implements StreamObserver<FlightMessage> {
    @Override
    public void onNext(FlightMessage message) {
      inbox.add(message);
    }

    @Override
    public void onError(Throwable thrown) {
      inbox.fail(clientLeft());
    }

    @Override
    public void onCompleted() {
      inbox.end();
    }
  }
}

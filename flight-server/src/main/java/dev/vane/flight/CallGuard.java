package dev.vane.flight;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vane.flight.call.FlightErrors;
import dev.vane.flight.call.RequestScope;
import dev.vane.flight.ipc.MessageSizeGuard;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands around every call: gives it its request id, lets its sender's buffer grow to a useful
 * size, and turns an exception that would leave a callback into an error with a code, where gRPC
 * itself would answer UNKNOWN.
 */
final class CallGuard implements ServerInterceptor {
  /** Bytes that a call may have waiting for its client before it counts as not ready. */
  static final int READY_BYTES = 1 << 20;

  private final FlightErrors errors;

  CallGuard(FlightErrors errors) {
    this.errors = errors;
  }

  @Override
  public <Q, S> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
    call.setOnReadyThreshold(READY_BYTES);
    GuardedCall<Q, S> guarded = new GuardedCall<>(call);
    String id = RequestScope.idOf(headers);
    MessageSizeGuard.onExceeded(
        exceeded -> RequestScope.run(id, () -> guarded.endIfOpen(errors, exceeded)));
    Starter<Q, S> starter = new Starter<>(guarded, headers, next);
    RequestScope.run(id, () -> guarded.guard(errors, starter));
    return new GuardedListener<>(starter.listener, guarded, id);
  }

  private static final class Starter<Q, S> implements Runnable {
    private final GuardedCall<Q, S> call;
    private final Metadata headers;
    private final ServerCallHandler<Q, S> next;
    private ServerCall.Listener<Q> listener = new ServerCall.Listener<>() {};

    Starter(GuardedCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
      this.call = call;
      this.headers = headers;
      this.next = next;
    }

    @Override
    public void run() {
      listener = next.startCall(call, headers);
    }
  }

  /** A call that is closed once: what ends it early leaves others who will want to end it too. */
  private static final class GuardedCall<Q, S> extends SimpleForwardingServerCall<Q, S> {
    private final AtomicBoolean closed = new AtomicBoolean();

    GuardedCall(ServerCall<Q, S> delegate) {
      super(delegate);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (closed.compareAndSet(false, true)) {
        super.close(status, trailers);
      }
    }

    void end(StatusRuntimeException status) {
      if (!isCancelled()) {
        close(status.getStatus(), FlightErrors.trailersOf(status));
      }
    }

    void endIfOpen(FlightErrors errors, VaneException reason) {
      if (!closed.get()) {
        end(errors.report(reason));
      }
    }

    void guard(FlightErrors errors, Runnable callback) {
      try {
        callback.run();
      } catch (RuntimeException e) {
        end(errors.report(meaning(e)));
      }
    }

    private static RuntimeException meaning(RuntimeException thrown) {
      return thrown instanceof StatusRuntimeException
              && thrown.getCause() instanceof InvalidProtocolBufferException
          ? new VaneException(
              ErrorCode.COMMAND_INVALID,
              "The request is not the protobuf message that Flight defines for this call. Use an Arrow Flight client.",
              thrown)
          : thrown;
    }
  }

  private final class GuardedListener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final GuardedCall<Q, ?> call;
    private final String id;

    GuardedListener(ServerCall.Listener<Q> delegate, GuardedCall<Q, ?> call, String id) {
      super(delegate);
      this.call = call;
      this.id = id;
    }

    @Override
    public void onMessage(Q message) {
      run(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      run(super::onHalfClose);
    }

    @Override
    public void onCancel() {
      run(super::onCancel);
    }

    @Override
    public void onComplete() {
      run(super::onComplete);
    }

    @Override
    public void onReady() {
      run(super::onReady);
    }

    private void run(Runnable callback) {
      RequestScope.run(id, () -> call.guard(errors, callback));
    }
  }
}

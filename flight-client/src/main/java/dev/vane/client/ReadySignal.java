package dev.vane.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Lets a writer sleep until its call can take another message. Flight's own client spins on a core
 * while the server is slower than the writer; gRPC does tell when a call becomes ready again, but
 * Flight does not pass it on. So the channel has an interceptor, and a call that is started inside
 * {@link #started} gets its signal through gRPC's context. Thread-safe.
 */
final class ReadySignal {
  private static final Context.Key<ReadySignal> KEY = Context.key("vane-ready-signal");

  /** A wake-up is never lost by design; looking again this often bounds a fault elsewhere. */
  private static final long LOOK_AGAIN_MILLIS = 500;

  /** Starts a call that reports to this signal. */
  <T> T started(Supplier<T> starter) {
    Context context = Context.current().withValue(KEY, this);
    Context outer = context.attach();
    try {
      return starter.get();
    } finally {
      context.detach(outer);
    }
  }

  /** Something changed: whoever waits looks again. */
  synchronized void wake() {
    notifyAll();
  }

  /** Returns once the condition holds. */
  synchronized void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      wait(LOOK_AGAIN_MILLIS);
    }
  }

  /** For the channel: connects calls to their signals; leaves calls without one alone. */
  static final class Interceptor implements ClientInterceptor {
    @Override
    public <Q, S> ClientCall<Q, S> interceptCall(
        MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
      ReadySignal signal = KEY.get();
      ClientCall<Q, S> call = next.newCall(method, options);
      return signal == null ? call : new SignallingCall<>(call, signal);
    }
  }

  private static final class SignallingCall<Q, S> extends SimpleForwardingClientCall<Q, S> {
    private final ReadySignal signal;

    SignallingCall(ClientCall<Q, S> call, ReadySignal signal) {
      super(call);
      this.signal = signal;
    }

    @Override
    public void start(Listener<S> listener, Metadata headers) {
      super.start(
          new SimpleForwardingClientCallListener<S>(listener) {
            @Override
            public void onReady() {
              super.onReady();
              signal.wake();
            }
          },
          headers);
    }
  }
}

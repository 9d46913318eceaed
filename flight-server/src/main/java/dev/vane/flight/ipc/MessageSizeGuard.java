package dev.vane.flight.ipc;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the bytes of each message while they arrive. gRPC has a limit of its own, but it breaks
 * the call off with words that name no setting and no remedy; this one lets the call end with an
 * error like any other, after at most the limit's bytes were held. What a length prefix claims
 * costs nothing by itself. A length beyond what gRPC can count never begins to arrive: gRPC breaks
 * the call off and says so here, before it tells the client, so that our words can come first.
 * Called by the transport's thread of the call.
 */
public final class MessageSizeGuard extends ServerStreamTracer {
  private static final Context.Key<MessageSizeGuard> KEY = Context.key("vane-message-size");

  private final long limit;
  private volatile Consumer<VaneException> handlers = exceeded -> {};
  private volatile @Nullable LongConsumer counter;
  private final AtomicLong counted = new AtomicLong();
  private long bytes;
  private boolean told;

  private MessageSizeGuard(long limit) {
    this.limit = limit;
  }

  /** Makes a guard for each call. */
  public static Factory factory(long limit) {
    return new Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new MessageSizeGuard(limit);
      }
    };
  }

  /**
   * Adds what happens to the present call when a message exceeds the limit. Runs on the transport's
   * thread, before it takes more bytes in. It may also run when the gateway itself has ended the
   * call for want of something; a call that has ended has nothing to do then.
   */
  public static void onExceeded(Consumer<VaneException> handler) {
    MessageSizeGuard guard = KEY.get();
    if (guard != null) {
      guard.handlers = guard.handlers.andThen(handler);
    }
  }

  /**
   * The same, and counts what arrives: bytes as they come, and their number once more, negative,
   * when the message is complete or the call has ended. The counter may throw to end the call.
   */
  public static void watch(LongConsumer counter, Consumer<VaneException> handler) {
    onExceeded(handler);
    MessageSizeGuard guard = KEY.get();
    if (guard != null) {
      guard.counter = counter;
    }
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  @Override
  public void inboundMessage(int sequence) {
    bytes = 0;
  }

  @Override
  public void inboundWireSize(long more) {
    bytes += more;
    if (bytes > limit) {
      exceeded();
    }
    try {
      count(more);
    } catch (VaneException noRoom) {
      end(noRoom);
    }
  }

  @Override
  public void inboundMessageRead(int sequence, long wireSize, long uncompressedSize) {
    settle();
  }

  /** The counter is set while the first message arrives, so it hears of what it was told alone. */
  private void count(long more) {
    LongConsumer now = counter;
    if (now != null) {
      counted.addAndGet(more);
      now.accept(more);
    }
  }

  private void settle() {
    LongConsumer now = counter;
    if (now != null) {
      now.accept(-counted.getAndSet(0));
    }
  }

  @Override
  public void streamClosed(Status status) {
    settle();
    if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
      exceeded();
    }
  }

  private void exceeded() {
    end(
        new VaneException(
            ErrorCode.LIMIT_MESSAGE_SIZE,
            "A message has more than the %,d bytes that limits.message_size allows. Send smaller batches (pyarrow: write_table(table, max_chunksize=65536)), or raise the limit."
                .formatted(limit)));
  }

  private void end(VaneException reason) {
    if (!told) {
      told = true;
      handlers.accept(reason);
    }
  }
}

package dev.vane.client;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;

/** Collects what a {@link VaneClient} needs to know. Not thread-safe. */
public final class VaneClientBuilder {
  /** Where a gateway listens if nobody says otherwise. */
  public static final int DEFAULT_PORT = 8889;

  /** The gateway cuts its answers to 8 MiB; only one very long row makes a larger message. */
  private static final int MAX_MESSAGE_BYTES = 512 << 20;

  private final URI server;
  private Duration connectDeadline = Duration.ofSeconds(10);
  private Duration callDeadline = Duration.ofMinutes(1);
  private Optional<Duration> streamDeadline = Optional.empty();
  private Optional<BufferAllocator> allocator = Optional.empty();

  VaneClientBuilder(URI server) {
    this.server = checked(server);
  }

  /** Longest time to wait for a connection; 10 seconds if not said. */
  public VaneClientBuilder connectDeadline(Duration deadline) {
    connectDeadline = deadline;
    return this;
  }

  /** Longest time of an action and of the question for a schema; a minute if not said. */
  public VaneClientBuilder callDeadline(Duration deadline) {
    callDeadline = deadline;
    return this;
  }

  /** Longest time of a whole write or answer, first to last batch; unlimited if not said. */
  public VaneClientBuilder streamDeadline(Duration deadline) {
    streamDeadline = Optional.of(deadline);
    return this;
  }

  /**
   * Where buffers come from; it stays the caller's, and must stay open as long as the client. If
   * not said, the client has its own.
   */
  public VaneClientBuilder allocator(BufferAllocator value) {
    allocator = Optional.of(value);
    return this;
  }

  /** The client. The connection is made by the first call, so this does not fail without server. */
  public VaneClient build() {
    return new VaneClient(this);
  }

  URI server() {
    return server;
  }

  Duration callDeadline() {
    return callDeadline;
  }

  Optional<Duration> streamDeadline() {
    return streamDeadline;
  }

  Optional<BufferAllocator> allocator() {
    return allocator;
  }

  ManagedChannel openChannel() {
    return NettyChannelBuilder.forAddress(
            server.getHost(), server.getPort() < 0 ? DEFAULT_PORT : server.getPort())
        .usePlaintext()
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .maxTraceEvents(0)
        .withOption(
            ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectDeadline.toMillis()))
        .intercept(new ReadySignal.Interceptor())
        .build();
  }

  private static URI checked(URI server) {
    boolean plain = "grpc".equals(server.getScheme()) || "grpc+tcp".equals(server.getScheme());
    if (!plain || server.getHost() == null) {
      throw new IllegalArgumentException(
          "'" + server + "' is not the address of a gateway. It looks like grpc://localhost:8889.");
    }
    return server;
  }
}

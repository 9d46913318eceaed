package dev.vane.client;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
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
  private Optional<Authorization> authorization = Optional.empty();
  private Optional<Path> authorities = Optional.empty();
  private Optional<ClientCertificate> certificate = Optional.empty();

  private record ClientCertificate(Path chain, Path key) {}

  private Retries retries = new Retries(3, Duration.ofMillis(200));

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

  /** A bearer token of the gateway's credentials, shown with each call. */
  public VaneClientBuilder token(String token) {
    authorization = Optional.of(Authorization.bearer(token));
    return this;
  }

  /** A user of the gateway's credentials; the token that the gateway gives is used after that. */
  public VaneClientBuilder user(String name, String password) {
    authorization = Optional.of(Authorization.basic(name, password));
    return this;
  }

  /**
   * Whose signature makes the gateway's certificate good, as a file in PEM; those that Java trusts
   * if not said. For addresses of the scheme {@code grpc+tls}.
   */
  public VaneClientBuilder trust(Path certificates) {
    authorities = Optional.of(certificates);
    return this;
  }

  /**
   * The client's own certificate, for a gateway that asks for one.
   *
   * @param chain in PEM, those between it and its root after it
   * @param key in PEM (PKCS#8)
   */
  public VaneClientBuilder certificate(Path chain, Path key) {
    certificate = Optional.of(new ClientCertificate(chain, key));
    return this;
  }

  /**
   * How often a question, or an action that changes nothing, is asked in all where it fails
   * retryably before its first batch; 3 if not said, 1 for never again. A write is never repeated.
   *
   * @param firstPause before the second time; it doubles from there, up to five seconds
   */
  public VaneClientBuilder attempts(int attempts, Duration firstPause) {
    if (attempts < 1) {
      throw new IllegalArgumentException("There is at least one attempt, not " + attempts + ".");
    }
    retries = new Retries(attempts, firstPause);
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

  Retries retries() {
    return retries;
  }

  Optional<BufferAllocator> allocator() {
    return allocator;
  }

  ManagedChannel openChannel() {
    NettyChannelBuilder channel =
        NettyChannelBuilder.forAddress(
            server.getHost(), server.getPort() < 0 ? DEFAULT_PORT : server.getPort());
    if (isEncrypted(server)) {
      channel.sslContext(tls());
    } else {
      channel.usePlaintext();
    }
    authorization.ifPresent(channel::intercept);
    return channel
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .maxTraceEvents(0)
        .withOption(
            ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectDeadline.toMillis()))
        .intercept(new ReadySignal.Interceptor())
        .build();
  }

  private SslContext tls() {
    SslContextBuilder context = GrpcSslContexts.forClient();
    try {
      authorities.map(Path::toFile).ifPresent(context::trustManager);
      certificate.ifPresent(own -> context.keyManager(own.chain().toFile(), own.key().toFile()));
      return GrpcSslContexts.configure(context, SslProvider.JDK).build();
    } catch (IllegalArgumentException | SSLException e) {
      throw VaneClientException.ofClient(
          VaneClientException.TLS_FAILED,
          "The certificates or the key for TLS cannot be used: they must be files in PEM, the key in PKCS#8 (openssl pkcs8 -topk8 -nocrypt).",
          e);
    }
  }

  private static boolean isEncrypted(URI server) {
    return "grpc+tls".equals(server.getScheme());
  }

  private static URI checked(URI server) {
    boolean plain = "grpc".equals(server.getScheme()) || "grpc+tcp".equals(server.getScheme());
    if (!(plain || isEncrypted(server)) || server.getHost() == null) {
      throw new IllegalArgumentException(
          "'"
              + server
              + "' is not the address of a gateway. It looks like grpc://localhost:8889, or"
              + " grpc+tls://localhost:8889 where the gateway speaks TLS.");
    }
    return server;
  }
}

package dev.vane.flight;

import dev.vane.config.FlightConfiguration;
import dev.vane.flight.call.FlightErrors;
import dev.vane.flight.call.RunningCalls;
import dev.vane.flight.get.GetService;
import dev.vane.flight.ipc.FlightMessageMarshaller;
import dev.vane.flight.ipc.MessageSizeGuard;
import dev.vane.flight.put.PutService;
import dev.vane.flight.security.AuthenticationInterceptor;
import dev.vane.flight.security.HandshakeService;
import dev.vane.flight.security.ServerTls;
import dev.vane.flight.sql.FlightSqlService;
import dev.vane.flight.sql.SessionCookies;
import dev.vane.gateway.Gateway;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Flight port of a gateway. It owns its threads and a child of the gateway's allocator; closing
 * it gives both back and proves that no buffer is left. Safe for many threads.
 */
public final class VaneFlightServer implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(VaneFlightServer.class);

  /** Clients may ping this often; C++ and Go clients that are kept alive ping every ten seconds. */
  private static final Duration PERMITTED_PING = Duration.ofSeconds(5);

  /** A connection that says nothing for this long is asked whether it still lives. */
  private static final Duration PING_AFTER = Duration.ofMinutes(1);

  private static final Duration PING_TIMEOUT = Duration.ofSeconds(20);

  /** Room for tokens and tracing headers. */
  private static final int HEADER_BYTES = 64 << 10;

  /**
   * At the end of the server a stream is waited for until its client has said nothing this long.
   */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  /** How long calls have to tell their clients that they were stopped. */
  private static final Duration STOP_TIME = Duration.ofSeconds(2);

  private final Server server;
  private final RunningCalls running;
  private final ExecutorService executor;
  private final BufferAllocator allocator;
  private final Duration grace;
  private final String host;
  private final boolean encrypted;

  private VaneFlightServer(
      Server server,
      RunningCalls running,
      ExecutorService executor,
      BufferAllocator allocator,
      Duration grace,
      String host,
      boolean encrypted) {
    this.server = server;
    this.running = running;
    this.executor = executor;
    this.allocator = allocator;
    this.grace = grace;
    this.host = host;
    this.encrypted = encrypted;
  }

  /**
   * Serves a gateway at the address of its configuration.
   *
   * @throws VaneException START_REFUSED when the address cannot be taken or the JVM lacks a flag;
   *     nothing then stays open
   */
  public static VaneFlightServer start(Gateway gateway) {
    JvmCheck.requireDirectBuffers();
    FlightConfiguration address = gateway.configuration().flight();
    RunningCalls running = new RunningCalls();
    ExecutorService executor = FlightThreads.create();
    BufferAllocator allocator = gateway.allocator().newChildAllocator("flight", 0, Long.MAX_VALUE);
    boolean started = false;
    try {
      Server server = build(gateway, allocator, running, executor).start();
      started = true;
      LOGGER.info("Flight listens on {}:{}", address.host(), server.getPort());
      return new VaneFlightServer(
          server,
          running,
          executor,
          allocator,
          gateway.configuration().shutdown().grace(),
          address.host(),
          gateway.security().tls().isPresent());
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.START_REFUSED,
          "Flight cannot listen on %s:%d. Another process may hold the port, or the host may not be this machine's: set flight.host and flight.port."
              .formatted(address.host(), address.port()),
          e);
    } finally {
      if (!started) {
        executor.shutdownNow();
        allocator.close();
      }
    }
  }

  private static Server build(
      Gateway gateway, BufferAllocator allocator, RunningCalls running, ExecutorService executor) {
    FlightConfiguration address = gateway.configuration().flight();
    long messageSize = gateway.configuration().limits().messageSize();
    FlightErrors errors = new FlightErrors(gateway.metrics());
    FlightSqlService sql = new FlightSqlService(gateway, allocator);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(address.host(), address.port()));
    SocketSettings.apply(builder);
    gateway.security().tls().ifPresent(material -> ServerTls.apply(material, builder));
    return builder
        .executor(executor)
        // The guard below ends a call at our limit with words; gRPC's own would not have any.
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .addStreamTracerFactory(MessageSizeGuard.factory(messageSize))
        // Messages packed by gRPC could unpack to any size; IPC compresses better and in bounds.
        .decompressorRegistry(DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false))
        .maxInboundMetadataSize(HEADER_BYTES)
        .permitKeepAliveTime(PERMITTED_PING.toSeconds(), TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true)
        .keepAliveTime(PING_AFTER.toSeconds(), TimeUnit.SECONDS)
        .keepAliveTimeout(PING_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .addTransportFilter(new ConnectionCounter(gateway.metrics()))
        .intercept(new SessionCookies())
        // The last stands outermost: the guard sends what the check of callers refuses.
        .intercept(new AuthenticationInterceptor(gateway.security().authenticator()))
        .intercept(new CallGuard(errors))
        .addService(
            ServiceDefinition.create(
                new GetService(gateway, sql, errors, running, executor),
                new DescriptionService(gateway, sql, errors, executor),
                new PutService(gateway, sql::put, allocator, errors, running, executor),
                new HandshakeService(),
                new FlightMessageMarshaller(allocator, messageSize),
                errors))
        .build();
  }

  /** The port, also where a free one was asked for. */
  public int port() {
    return server.getPort();
  }

  /** Where clients connect, such as {@code grpc://127.0.0.1:8889}; over TLS, {@code grpc+tls}. */
  public String uri() {
    return "%s://%s:%d"
        .formatted(
            encrypted ? "grpc+tls" : "grpc", host.contains(":") ? "[" + host + "]" : host, port());
  }

  /**
   * Accepts nothing new, waits for what runs as long as {@code shutdown.grace}, then stops it with
   * an error that asks to come again. A stream whose client sends nothing is stopped so at once.
   */
  @Override
  public void close() {
    close(grace);
  }

  /** As {@link #close()}, with another grace. */
  public void close(Duration longest) {
    server.shutdown();
    try {
      if (!awaitCalls(longest)) {
        running.stopAll();
        if (!server.awaitTermination(STOP_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
          server.shutdownNow();
          server.awaitTermination(STOP_TIME.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
      executor.shutdown();
      if (!executor.awaitTermination(STOP_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
        executor.awaitTermination(STOP_TIME.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
      executor.shutdownNow();
    }
    allocator.close();
  }

  /** Whether all calls have ended in time. */
  private boolean awaitCalls(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    for (long left = longest.toNanos(); left > 0; left = end - System.nanoTime()) {
      running.stopSilent(SILENCE);
      if (server.awaitTermination(Math.min(left, BETWEEN_LOOKS.toNanos()), TimeUnit.NANOSECONDS)) {
        return true;
      }
    }
    return server.isTerminated();
  }
}

package dev.vane.flight.security;

import dev.vane.gateway.security.TlsMaterial;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/** Makes the port speak TLS, and ask for clients' certificates where the gateway wants them. */
public final class ServerTls {
  private ServerTls() {}

  /**
   * Sets the builder's TLS.
   *
   * @throws VaneException {@link ErrorCode#START_REFUSED} when this Java cannot
   */
  public static void apply(TlsMaterial material, NettyServerBuilder builder) {
    SslContextBuilder context =
        GrpcSslContexts.configure(SslContextBuilder.forServer(material.keys()), SslProvider.JDK);
    material
        .clients()
        .ifPresent(trust -> context.trustManager(trust).clientAuth(ClientAuth.REQUIRE));
    try {
      builder.sslContext(context.build());
    } catch (SSLException e) {
      throw new VaneException(
          ErrorCode.START_REFUSED,
          "This Java cannot speak TLS with security.tls.certificate; use a current JDK and an RSA or EC key.",
          e);
    }
  }
}

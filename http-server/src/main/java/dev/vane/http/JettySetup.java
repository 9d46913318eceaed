package dev.vane.http;

import dev.vane.config.HttpConfiguration;
import dev.vane.config.HttpLimits;
import dev.vane.gateway.security.TlsMaterial;
import io.javalin.config.JettyConfig;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.Optional;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.ConnectionLimit;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Sets Jetty's bounds. */
final class JettySetup {
  private static final int ACCEPTORS = 1;
  private static final int SELECTORS = 1;
  private static final int LEAST_THREADS = 4;
  private static final int THREAD_IDLE_MILLISECONDS = 30_000;

  private final HttpConfiguration configuration;
  private final HttpLimits limits;
  private final Optional<TlsMaterial> tls;
  private final Monitored application;

  JettySetup(HttpConfiguration configuration, Optional<TlsMaterial> tls, Monitored application) {
    this.tls = tls;
    this.configuration = configuration;
    this.limits = configuration.limits();
    this.application = application;
  }

  void apply(JettyConfig jetty) {
    QueuedThreadPool threads =
        new QueuedThreadPool(limits.threads(), LEAST_THREADS, THREAD_IDLE_MILLISECONDS);
    threads.setName("vane-http");
    jetty.threadPool = threads;
    jetty.modifyServer(this::bound);
    jetty.addConnector(this::connector);
    jetty.modifyServletContextHandler(
        handler ->
            handler.addFilter(
                new FilterHolder(new RequestCounter(application)),
                "/*",
                EnumSet.of(DispatcherType.REQUEST)));
  }

  private void bound(Server server) {
    server.addBean(new UnreadableRequests(application));
    server.addBean(new ConnectionLimit(limits.connections(), server));
  }

  private ServerConnector connector(
      Server server, org.eclipse.jetty.server.HttpConfiguration protocol) {
    protocol.setSendServerVersion(false);
    protocol.setMinResponseDataRate(limits.responseRate());
    protocol.setIdleTimeout(limits.idle().toMillis());
    ServerConnector connector =
        new ServerConnector(server, ACCEPTORS, SELECTORS, connections(protocol));
    connector.setHost(configuration.host());
    connector.setPort(configuration.port());
    connector.setIdleTimeout(limits.idle().toMillis());
    return connector;
  }

  private ConnectionFactory[] connections(org.eclipse.jetty.server.HttpConfiguration protocol) {
    HttpConnectionFactory http = new HttpConnectionFactory(protocol);
    if (tls.isEmpty()) {
      return new ConnectionFactory[] {http};
    }
    // Certificates are asked for and not required here: health is open to who has none.
    SslContextFactory.Server context = new SslContextFactory.Server();
    context.setSslContext(tls.get().context());
    context.setWantClientAuth(tls.get().clients().isPresent());
    context.setSniRequired(false);
    // A gateway is reached under any name and address; clients check whose certificate it is.
    protocol.addCustomizer(new SecureRequestCustomizer(false));
    SslConnectionFactory ssl = new SslConnectionFactory(context, HttpVersion.HTTP_1_1.asString());
    return new ConnectionFactory[] {new PlainTextRefusal(ssl, application), ssl, http};
  }
}

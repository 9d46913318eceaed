package dev.vane.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.CertificateExpiredException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Why two sides could not agree on how to speak, from what the transport throws: one speaks TLS and
 * the other does not, or one does not take the other's certificate.
 */
final class TlsDisagreement {
  /**
   * How gRPC calls a connection that was closed before anything was said. A port that speaks TLS
   * does so to who does not, and a process that dies does so too.
   */
  private static final String CLOSED = "Network closed for unknown reason";

  private static final int PROBE_MILLISECONDS = 2_000;

  private TlsDisagreement() {}

  /** A sentence with a remedy; empty if TLS is not the matter. */
  static Optional<String> of(URI server, Throwable failure) {
    String text = "";
    boolean tls = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException) {
        return Optional.of(
            "The certificate of the gateway at " + server + " has expired. It needs a new one.");
      }
      tls = tls || cause instanceof SSLException;
      text = cause.getMessage() == null ? text : text + '\n' + cause.getMessage();
    }
    if (!tls && text.contains(CLOSED) && speaksTls(server)) {
      return Optional.of(
          "The gateway at " + server + " speaks TLS. Write grpc+tls:// instead of grpc://.");
    }
    if (!tls) {
      return Optional.empty();
    }
    if (text.contains("not an SSL/TLS record")) {
      return Optional.of(
          "The gateway at "
              + server
              + " does not speak TLS. Write grpc:// instead of grpc+tls://.");
    }
    if (text.contains("certificate_expired")) {
      return Optional.of(
          "This client's certificate has expired, says the gateway at "
              + server
              + ". Get a new one.");
    }
    if (text.contains("bad_certificate") || text.contains("certificate_required")) {
      return Optional.of(
          "The gateway at "
              + server
              + " asks for a client's certificate that it trusts. Give one with its key.");
    }
    if (text.contains("PKIX")) {
      return Optional.of(
          "The certificate of the gateway at "
              + server
              + " is signed by nobody whom this client trusts. Name the file of who signed it as"
              + " trusted.");
    }
    if (text.contains("No subject alternative") || text.contains("No name matching")) {
      return Optional.of(
          "The certificate at "
              + server
              + " is made out to another name. Use a name that stands in it.");
    }
    return Optional.of(
        "TLS with the gateway at " + server + " failed: " + text.lines().reduce("", (a, b) -> b));
  }

  /** Tries a handshake; a certificate that is refused was sent by TLS all the same. */
  private static boolean speaksTls(URI server) {
    int port = server.getPort() < 0 ? VaneClientBuilder.DEFAULT_PORT : server.getPort();
    try (SSLSocket socket = (SSLSocket) SSLSocketFactory.getDefault().createSocket()) {
      socket.connect(new InetSocketAddress(server.getHost(), port), PROBE_MILLISECONDS);
      socket.setSoTimeout(PROBE_MILLISECONDS);
      socket.startHandshake();
      return true;
    } catch (SSLHandshakeException spoken) {
      return true;
    } catch (IOException silent) {
      return false;
    }
  }
}

package dev.vane.http;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;

/**
 * Looks at the first bytes of a connection on a port that speaks TLS, and tells who does not that
 * he should, in words that he can read.
 */
final class PlainTextRefusal extends DetectorConnectionFactory {
  private final Monitored application;

  PlainTextRefusal(SslConnectionFactory tls, Monitored application) {
    super(tls);
    this.application = application;
  }

  @Override
  protected void nextProtocol(
      org.eclipse.jetty.server.Connector connector, EndPoint endPoint, ByteBuffer buffer) {
    application.errorSent(ErrorCode.TLS_REQUIRED);
    byte[] body =
        Json.bytes(
            ErrorBody.of(
                new VaneException(
                    ErrorCode.TLS_REQUIRED, "This port speaks TLS. Write https:// here.")));
    String head =
        "HTTP/1.1 400 Bad Request\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(Json.CONTENT_TYPE, body.length);
    ByteBuffer answer =
        ByteBuffer.allocate(head.length() + body.length)
            .put(head.getBytes(StandardCharsets.US_ASCII))
            .put(body)
            .flip();
    endPoint.write(Callback.from(endPoint::close), answer);
  }
}

package dev.vane.http;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.handler.ErrorHandler;

/**
 * Answers what is refused before it is a request (bad syntax, a line or header too long) as JSON.
 */
final class UnreadableRequests extends ErrorHandler {
  private final Monitored application;

  UnreadableRequests(Monitored application) {
    this.application = application;
  }

  @Override
  public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
    application.errorSent(ErrorCode.COMMAND_INVALID);
    fields.put(HttpHeader.CONTENT_TYPE, Json.CONTENT_TYPE);
    return ByteBuffer.wrap(
        Json.bytes(
            ErrorBody.of(
                new VaneException(
                    ErrorCode.COMMAND_INVALID,
                    "This is no HTTP request that can be read: %s.".formatted(reason)))));
  }
}

package dev.vane.http;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.ErrorKind;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every failure with its code as JSON. The cause goes to the log, under the answer's id.
 */
final class ErrorAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
  private static final int NOT_FOUND = 404;
  private static final int TOO_LARGE = 413;

  private final Monitored application;
  private final List<Endpoint> endpoints;

  ErrorAnswers(Monitored application, List<Endpoint> endpoints) {
    this.application = application;
    this.endpoints = endpoints;
  }

  void register(Javalin server) {
    server.exception(VaneException.class, (error, context) -> answer(context, error));
    server.exception(
        HttpResponseException.class,
        (error, context) -> answer(context, translate(error, context)));
    server.exception(
        Exception.class,
        (error, context) ->
            answer(
                context,
                new VaneException(
                    ErrorCode.INTERNAL,
                    "The gateway failed to answer. Its log has the cause under this id.",
                    error)));
  }

  private void answer(Context context, VaneException error) {
    application.errorSent(error.code());
    if (error.code() == ErrorCode.INTERNAL) {
      LOG.error("{} {} failed (id {})", context.method(), context.path(), error.id(), error);
    } else {
      LOG.debug("{} {}: {} (id {})", context.method(), context.path(), error.text(), error.id());
    }
    if (!context.res().isCommitted()) {
      if (error.code().kind() == ErrorKind.UNAUTHENTICATED) {
        context.header("WWW-Authenticate", "Bearer realm=\"vane\", Basic realm=\"vane\"");
      }
      Json.answer(context, error.code().kind().httpStatus(), ErrorBody.of(error));
    }
  }

  private VaneException translate(HttpResponseException error, Context context) {
    return switch (error.getStatus()) {
      case NOT_FOUND -> unknownEndpoint(context);
      case TOO_LARGE ->
          new VaneException(
              ErrorCode.LIMIT_COMMAND_SIZE,
              "The request is larger than limits.command_size. Send less, or raise the limit.");
      default ->
          new VaneException(ErrorCode.COMMAND_INVALID, "The request cannot be understood.", error);
    };
  }

  private VaneException unknownEndpoint(Context context) {
    List<String> paths = endpoints.stream().map(Endpoint::path).toList();
    String near =
        Suggestions.nearest(context.path(), paths)
            .filter(path -> !path.equals(context.path()))
            .map(path -> " Did you mean %s?".formatted(path))
            .orElse("");
    return new VaneException(
        ErrorCode.ENDPOINT_UNKNOWN,
        "There is no %s here.%s There is: %s."
            .formatted(
                Names.quoted(context.method() + " " + context.path()),
                near,
                endpoints.stream().map(Endpoint::toString).collect(Collectors.joining(", "))));
  }
}

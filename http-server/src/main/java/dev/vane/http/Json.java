package dev.vane.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;

/** Writes bodies as JSON. Safe for many threads. */
final class Json {
  static final String CONTENT_TYPE = "application/json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static byte[] bytes(Object body) {
    return text(body).getBytes(StandardCharsets.UTF_8);
  }

  static void answer(Context context, int status, Object body) {
    context.status(status).contentType(CONTENT_TYPE).result(bytes(body));
  }

  private static String text(Object body) {
    try {
      return MAPPER.writeValueAsString(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A body of this package is not JSON", impossible);
    }
  }
}

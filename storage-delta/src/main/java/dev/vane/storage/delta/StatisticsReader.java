package dev.vane.storage.delta;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.OptionalLong;

/** Reads statistics of files whoever wrote them; what can't be parsed counts as not there. */
final class StatisticsReader {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StatisticsReader() {}

  static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** The count of records, without reading further than to it. */
  static OptionalLong rows(String json) {
    try (JsonParser parser = MAPPER.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return OptionalLong.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("numRecords") && value == JsonToken.VALUE_NUMBER_INT) {
          return OptionalLong.of(parser.getLongValue());
        }
        parser.skipChildren();
      }
    } catch (IOException e) {
      // Broken statistics are as good as none.
    }
    return OptionalLong.empty();
  }
}

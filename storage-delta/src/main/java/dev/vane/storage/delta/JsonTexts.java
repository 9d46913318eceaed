package dev.vane.storage.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.util.List;

/** Lists of names as JSON texts: parameters of the history, and options. */
final class JsonTexts {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonTexts() {}

  static String list(List<String> texts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    texts.forEach(array::add);
    return array.toString();
  }

  /**
   * The texts of a list.
   *
   * @throws VaneException {@link ErrorCode#OPTION_UNSUPPORTED} when it is no list of texts
   */
  static List<String> read(String json) {
    try {
      return MAPPER.readValue(json, new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED, "%s is no list of names.".formatted(Names.quoted(json)), e);
    }
  }
}

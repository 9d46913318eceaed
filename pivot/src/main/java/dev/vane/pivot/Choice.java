package dev.vane.pivot;

import dev.vane.pivot.json.JsonObject;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import java.util.List;

/** A text that must be one of a few. */
final class Choice {
  private Choice() {}

  static String read(
      JsonObject object, String key, String absent, List<String> valid, ErrorCode code) {
    String text = object.optionalText(key).orElse(absent);
    if (!valid.contains(text)) {
      throw object
          .path(key)
          .problem(
              code,
              "is %s; it must be one of: %s.%s"
                  .formatted(
                      Names.quoted(text),
                      String.join(", ", valid),
                      Suggestions.nearest(text, valid)
                          .map(near -> " Did you mean " + Names.quoted(near) + "?")
                          .orElse("")));
    }
    return text;
  }
}

package dev.vane.pivot.json;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;

/**
 * Where a value stands in a command, such as {@code measures[1].agg}; empty for the command itself.
 */
public record JsonPath(String text) {
  public static final JsonPath ROOT = new JsonPath("");

  public JsonPath key(String key) {
    String shown = key.matches("[A-Za-z_][A-Za-z0-9_]*") ? key : Names.quoted(key);
    return new JsonPath(text.isEmpty() ? shown : text + "." + shown);
  }

  public JsonPath index(int index) {
    return new JsonPath(text + "[" + index + "]");
  }

  /** " in measures[1]", or nothing for the command itself. */
  public String where() {
    return text.isEmpty() ? "" : " in " + text;
  }

  /**
   * An error that begins with this path; {@code what} goes on in the same sentence, which gets its
   * full stop here.
   */
  public VaneException problem(ErrorCode code, String what) {
    String end = what.endsWith(".") || what.endsWith("?") ? "" : ".";
    return new VaneException(code, (text.isEmpty() ? "The command" : text) + " " + what + end);
  }
}

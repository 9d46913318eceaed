package dev.vane.config;

import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The types that settings have. */
final class SettingTypes {
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
  private static final Pattern METRIC_PREFIX = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]{0,63}");
  private static final Pattern HOST = Pattern.compile("[^\\s/]{1,255}");

  /** {@code true} or {@code false}. */
  static final SettingType<Boolean> SWITCH =
      new TextType<>("`true` or `false`", SettingTypes::readSwitch, value -> value.toString());

  /** A folder or file; a leading {@code ~} is refused, because nothing would expand it. */
  static final SettingType<Path> PATH =
      new TextType<>("path", SettingTypes::readPath, Path::toString);

  /** A host's name or address. */
  static final SettingType<String> HOST_NAME =
      new TextType<>("host name or address", SettingTypes::readHost, Function.identity());

  /** The name of a table. */
  static final SettingType<String> NAME =
      new TextType<>("name", text -> readName("table", text), Function.identity());

  /** What the name of a metric may begin with. */
  static final SettingType<String> METRIC_NAME_PREFIX =
      new TextType<>("letters, digits and `_`", SettingTypes::readPrefix, Function.identity());

  /** Names of columns, each once. */
  static final SettingType<List<String>> COLUMNS = new ColumnListType();

  private SettingTypes() {}

  static SettingType<Integer> integer(int least, int most) {
    return new TextType<>(
        "whole number, %d to %d".formatted(least, most),
        text -> (int) readWhole(text, least, most),
        value -> value.toString());
  }

  /** A count, or 0 for what is never to happen. */
  static SettingType<Integer> countOrNever(int least, int most) {
    return new TextType<>(
        "whole number, %d to %d, or 0 for never".formatted(least, most),
        text -> text.equals("0") ? 0 : (int) readWhole(text, least, most),
        value -> value.toString());
  }

  static SettingType<Long> number(long least, long most) {
    return new TextType<>(
        "whole number, %d to %d".formatted(least, most),
        text -> readWhole(text, least, most),
        value -> value.toString());
  }

  static SettingType<Long> size(long least, long most) {
    return new TextType<>(
        "size, %s to %s".formatted(ByteSizes.print(least), ByteSizes.print(most)),
        text -> {
          long bytes = ByteSizes.parse(text);
          require(
              bytes >= least && bytes <= most, text, ByteSizes.print(least), ByteSizes.print(most));
          return bytes;
        },
        ByteSizes::print);
  }

  static SettingType<Duration> time(Duration least, Duration most) {
    return new TextType<>(
        "time, %s to %s".formatted(Durations.print(least), Durations.print(most)),
        text -> {
          Duration time = Durations.parse(text);
          require(
              time.compareTo(least) >= 0 && time.compareTo(most) <= 0,
              text,
              Durations.print(least),
              Durations.print(most));
          return time;
        },
        Durations::print);
  }

  static SettingType<String> choice(String... choices) {
    List<String> valid = List.of(choices);
    return new TextType<>(
        "`" + String.join("`, `", valid) + "`",
        text -> {
          if (!valid.contains(text)) {
            throw new InvalidValueException(
                Names.quoted(text) + " is not one of the choices.",
                Suggestions.nearest(text, valid)
                    .map(near -> "Did you mean " + Names.quoted(near) + "?")
                    .orElse("Write one of " + String.join(", ", valid) + "."));
          }
          return text;
        },
        Function.identity());
  }

  static String readName(String what, String text) throws InvalidValueException {
    try {
      return Names.require(what, text);
    } catch (VaneException refused) {
      throw new InvalidValueException(refused.text(), "");
    }
  }

  private static boolean readSwitch(String text) throws InvalidValueException {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new InvalidValueException(
              Names.quoted(text) + " is neither true nor false.", "Write true or false.");
    };
  }

  private static Path readPath(String text) throws InvalidValueException {
    if (text.equals("~") || text.startsWith("~/")) {
      throw new InvalidValueException(
          Names.quoted(text) + " begins with ~, which only a shell expands.",
          "Write the whole path.");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException invalid) {
      throw new InvalidValueException(
          Names.quoted(text) + " is not a path.", "Remove the characters that a path cannot have.");
    }
  }

  private static String readHost(String text) throws InvalidValueException {
    if (!HOST.matcher(text).matches()) {
      throw new InvalidValueException(
          Names.quoted(text) + " is not a host.",
          "Write a name or an address, such as 127.0.0.1, without scheme, port or path.");
    }
    return text;
  }

  private static String readPrefix(String text) throws InvalidValueException {
    if (!METRIC_PREFIX.matcher(text).matches()) {
      throw new InvalidValueException(
          Names.quoted(text) + " cannot begin the name of a metric.",
          "Write a letter, then letters, digits and _, at most 64.");
    }
    return text;
  }

  private static long readWhole(String text, long least, long most) throws InvalidValueException {
    if (!WHOLE.matcher(text).matches()) {
      throw new InvalidValueException(
          Names.quoted(text) + " is not a whole number.",
          "Write digits only, from %d to %d.".formatted(least, most));
    }
    long number = Long.parseLong(text);
    require(number >= least && number <= most, text, Long.toString(least), Long.toString(most));
    return number;
  }

  private static void require(boolean inRange, String text, String least, String most)
      throws InvalidValueException {
    if (!inRange) {
      throw new InvalidValueException(
          Names.quoted(text) + " is out of range.", "Write %s to %s.".formatted(least, most));
    }
  }
}

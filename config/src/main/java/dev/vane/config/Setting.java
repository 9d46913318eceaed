package dev.vane.config;

import java.util.Locale;
import java.util.function.Function;

/**
 * One setting. The list of them in {@link Settings} drives the parser, the account of what is in
 * force and the documentation.
 *
 * @param name the dotted path
 * @param standard the default, in words or as it would be written
 * @param standardValue the default on a machine
 * @param sentence what it does, for the documentation
 */
record Setting<T>(
    String name,
    SettingType<T> type,
    String standard,
    Function<Machine, T> standardValue,
    String sentence) {
  /** A setting whose default is the same everywhere, given as it would be written. */
  static <T> Setting<T> of(String name, SettingType<T> type, String standard, String sentence) {
    try {
      T value = type.parse(RawValue.ofText(standard, Origin.OF_DEFAULTS));
      return new Setting<>(name, type, standard, machine -> value, sentence);
    } catch (InvalidValueException invalid) {
      throw new IllegalArgumentException("The default of " + name + " is invalid", invalid);
    }
  }

  /** The environment variable that sets it. */
  String variable() {
    return EnvironmentReader.PREFIX + name.replace('.', '_').toUpperCase(Locale.ROOT);
  }
}

package dev.vane.config;

import java.util.function.Function;

/**
 * A type whose values are written as one text.
 *
 * @param reader the value of a text that is not blank
 * @param printer the text of a value
 */
record TextType<T>(String description, Reader<T> reader, Function<T, String> printer)
    implements SettingType<T> {
  /** Makes a value of a text. */
  @FunctionalInterface
  interface Reader<T> {
    T read(String text) throws InvalidValueException;
  }

  @Override
  public T parse(RawValue raw) throws InvalidValueException {
    return reader.read(raw.text());
  }

  @Override
  public String print(T value) {
    return printer.apply(value);
  }
}

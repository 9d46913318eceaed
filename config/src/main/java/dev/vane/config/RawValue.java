package dev.vane.config;

import java.util.List;

/**
 * A value as it was written.
 *
 * @param items the one text, or the texts of a list
 * @param list whether it was written as a list
 */
record RawValue(List<String> items, boolean list, Origin origin) {
  RawValue {
    items = List.copyOf(items);
  }

  static RawValue ofText(String text, Origin origin) {
    return new RawValue(List.of(text), false, origin);
  }

  /** The text, where exactly one is wanted. */
  String text() throws InvalidValueException {
    if (list) {
      throw new InvalidValueException(
          "A list stands where one value is wanted.", "Write one value.");
    }
    String text = items.get(0);
    if (text.isBlank()) {
      throw new InvalidValueException(
          "The value is empty.", "Write a value, or leave the setting out to keep its default.");
    }
    return text;
  }
}

package dev.vane.config;

/** How the texts of a setting become values and values become texts. Stateless. */
interface SettingType<T> {
  /** What is allowed, for the documentation. */
  String description();

  T parse(RawValue raw) throws InvalidValueException;

  /** The text that {@link #parse} would read as the same value. */
  String print(T value);
}

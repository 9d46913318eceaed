package dev.vane.config;

import java.util.Optional;

/** A type whose values may be left out, which is written {@code none}. */
record OptionalType<T>(SettingType<T> type) implements SettingType<Optional<T>> {
  static final String NONE = "none";

  @Override
  public String description() {
    return type.description() + ", or `" + NONE + "`";
  }

  @Override
  public Optional<T> parse(RawValue raw) throws InvalidValueException {
    return !raw.list() && raw.text().equals(NONE) ? Optional.empty() : Optional.of(type.parse(raw));
  }

  @Override
  public String print(Optional<T> value) {
    return value.map(type::print).orElse(NONE);
  }
}

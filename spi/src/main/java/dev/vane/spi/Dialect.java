package dev.vane.spi;

/** What differs between engines when SQL is written. Stateless. */
public interface Dialect {
  /** The identifier quoted, whatever it contains. */
  String identifier(String name);
}

package dev.vane.storage.delta.expression;

import dev.vane.storage.delta.schema.DeltaType;
import java.util.Optional;

/** What values of an expression are, as far as the two dialects could differ over it. */
enum Kind {
  WHOLE,
  DECIMAL,
  FLOATING,
  TEXT,
  BOOLEAN,
  DATE,
  /** An instant. */
  TIMESTAMP,
  /** A date and time of day without zone. */
  LOCAL,
  /** NULL alone. */
  NOTHING;

  /** Empty for nested types and bytes, which the dialects compare by different rules. */
  static Optional<Kind> of(DeltaType type) {
    if (type instanceof DeltaType.Decimal) {
      return Optional.of(DECIMAL);
    }
    if (!(type instanceof DeltaType.Primitive primitive)) {
      return Optional.empty();
    }
    return switch (primitive) {
      case BYTE, SHORT, INTEGER, LONG -> Optional.of(WHOLE);
      case FLOAT, DOUBLE -> Optional.of(FLOATING);
      case STRING -> Optional.of(TEXT);
      case BOOLEAN -> Optional.of(BOOLEAN);
      case DATE -> Optional.of(DATE);
      case TIMESTAMP -> Optional.of(TIMESTAMP);
      case TIMESTAMP_NTZ -> Optional.of(LOCAL);
      case BINARY -> Optional.empty();
    };
  }

  boolean isNumber() {
    return this == WHOLE || this == DECIMAL || this == FLOATING;
  }

  /** Whether values of the two are compared by their own order, without a cast of either. */
  boolean compares(Kind other) {
    return this == other || this == NOTHING || other == NOTHING || (isNumber() && other.isNumber());
  }
}

package dev.vane.pivot.filter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How a column is compared. Spellings are read ignoring case; the first is the canonical one. */
public enum FilterOperator {
  EQUAL(Operand.VALUE_OR_NULL, "=", "eq"),
  NOT_EQUAL(Operand.VALUE_OR_NULL, "!=", "ne"),
  LESS(Operand.VALUE, "<", "lt"),
  LESS_OR_EQUAL(Operand.VALUE, "<=", "lte"),
  GREATER(Operand.VALUE, ">", "gt"),
  GREATER_OR_EQUAL(Operand.VALUE, ">=", "gte"),
  IN(Operand.LIST_WITH_NULL, "in"),
  NOT_IN(Operand.LIST_WITH_NULL, "not in"),
  /** Both ends included. */
  BETWEEN(Operand.PAIR, "between"),
  /** SQL's pattern: {@code %} for any text, {@code _} for one character; no escape character. */
  LIKE(Operand.TEXT, "like"),
  /** As LIKE, ignoring case. */
  ILIKE(Operand.TEXT, "ilike"),
  STARTS_WITH(Operand.TEXT, "starts_with"),
  ENDS_WITH(Operand.TEXT, "ends_with"),
  CONTAINS(Operand.TEXT, "contains"),
  IS_NULL(Operand.NONE, "is null"),
  IS_NOT_NULL(Operand.NONE, "is not null");

  /** What stands in {@code value}. */
  enum Operand {
    NONE,
    VALUE,
    VALUE_OR_NULL,
    LIST_WITH_NULL,
    PAIR,
    TEXT
  }

  private final Operand operand;
  private final String text;
  private final String otherSpelling;

  FilterOperator(Operand operand, String text) {
    this(operand, text, text);
  }

  FilterOperator(Operand operand, String text, String otherSpelling) {
    this.operand = operand;
    this.text = text;
    this.otherSpelling = otherSpelling;
  }

  Operand operand() {
    return operand;
  }

  /** Whether texts may be told apart by their case alone. */
  boolean knowsCase() {
    return switch (this) {
      case EQUAL, NOT_EQUAL, IN, NOT_IN, LIKE, ILIKE, STARTS_WITH, ENDS_WITH, CONTAINS -> true;
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, BETWEEN, IS_NULL, IS_NOT_NULL -> false;
    };
  }

  /** Whether it has another operator that ignores case, or does so itself. */
  boolean ignoresCaseAnyway() {
    return this == LIKE || this == ILIKE;
  }

  /** The canonical spelling. */
  public String text() {
    return text;
  }

  /** The operator of this spelling. */
  public static Optional<FilterOperator> find(String spelling) {
    String lower = spelling.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(value -> value.text.equals(lower) || value.otherSpelling.equals(lower))
        .findFirst();
  }

  /** Every spelling. */
  public static List<String> spellings() {
    return Arrays.stream(values())
        .flatMap(value -> Stream.of(value.text, value.otherSpelling))
        .distinct()
        .toList();
  }
}

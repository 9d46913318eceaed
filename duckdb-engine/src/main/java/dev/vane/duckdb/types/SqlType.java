package dev.vane.duckdb.types;

import dev.vane.duckdb.sql.DuckDbDialect;
import java.util.List;
import java.util.stream.Collectors;

/** A column type of DuckDB. Its text is its SQL. Immutable. */
public sealed interface SqlType {
  /** A type without parts, such as {@code BIGINT}, by its canonical name. */
  record Simple(String name) implements SqlType {
    @Override
    public String toString() {
      return name;
    }
  }

  /** An exact number of so many digits, so many of them after the point. */
  record Decimal(int precision, int scale) implements SqlType {
    @Override
    public String toString() {
      return "DECIMAL(" + precision + "," + scale + ")";
    }
  }

  /** A list of any length. */
  record ListOf(SqlType element) implements SqlType {
    @Override
    public String toString() {
      return element + "[]";
    }
  }

  /** A list of one length. */
  record ArrayOf(SqlType element, int size) implements SqlType {
    @Override
    public String toString() {
      return element + "[" + size + "]";
    }
  }

  /** A part of a struct. */
  record Member(String name, SqlType type) {
    @Override
    public String toString() {
      return DuckDbDialect.INSTANCE.identifier(name) + " " + type;
    }
  }

  /** Named parts. */
  record StructOf(List<Member> members) implements SqlType {
    public StructOf {
      members = List.copyOf(members);
    }

    @Override
    public String toString() {
      return members.stream()
          .map(Member::toString)
          .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }
  }

  /** Keys with values. */
  record MapOf(SqlType key, SqlType value) implements SqlType {
    @Override
    public String toString() {
      return "MAP(" + key + ", " + value + ")";
    }
  }

  /**
   * A type with arguments that Vane has no use for, such as an enum or a union, as DuckDB says it.
   */
  record Other(String name, String text) implements SqlType {
    @Override
    public String toString() {
      return text;
    }
  }

  /** A simple type. */
  static SqlType of(String name) {
    return new Simple(name);
  }

  /** Reads the text that DuckDB gives in {@code DESCRIBE} and in {@code duckdb_columns()}. */
  static SqlType parse(String text) {
    return new SqlTypeParser(text).parse();
  }
}

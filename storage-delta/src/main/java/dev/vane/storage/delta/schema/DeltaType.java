package dev.vane.storage.delta.schema;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A type of Delta's protocol ("Schema Serialization Format"). */
public sealed interface DeltaType {
  /** The type in the engine's SQL, names of nested fields quoted. */
  String sql();

  /** The type in words, for messages. */
  String describe();

  /** Types without parts or parameters. */
  enum Primitive implements DeltaType {
    STRING("VARCHAR"),
    LONG("BIGINT"),
    INTEGER("INTEGER"),
    SHORT("SMALLINT"),
    BYTE("TINYINT"),
    FLOAT("FLOAT"),
    DOUBLE("DOUBLE"),
    BOOLEAN("BOOLEAN"),
    BINARY("BLOB"),
    DATE("DATE"),
    /** An instant, in microseconds. */
    TIMESTAMP("TIMESTAMPTZ"),
    /** A date and time of day without zone, in microseconds. */
    TIMESTAMP_NTZ("TIMESTAMP");

    private final String sql;

    Primitive(String sql) {
      this.sql = sql;
    }

    @Override
    public String sql() {
      return sql;
    }

    @Override
    public String describe() {
      return jsonName();
    }

    /** The name in the JSON form. */
    String jsonName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The type of a stream's column that holds nothing but NULLs; no table has it. */
  enum Untyped implements DeltaType {
    NULLS;

    @Override
    public String sql() {
      return "\"NULL\"";
    }

    @Override
    public String describe() {
      return "void";
    }
  }

  /** An exact number of up to 38 digits. */
  record Decimal(int precision, int scale) implements DeltaType {
    @Override
    public String sql() {
      return "DECIMAL(" + precision + ", " + scale + ")";
    }

    @Override
    public String describe() {
      return "decimal(" + precision + "," + scale + ")";
    }
  }

  /** A list. */
  record Array(DeltaType element, boolean containsNull) implements DeltaType {
    @Override
    public String sql() {
      return element.sql() + "[]";
    }

    @Override
    public String describe() {
      return "array<" + element.describe() + ">";
    }
  }

  /** A map. */
  record Map(DeltaType key, DeltaType value, boolean valueContainsNull) implements DeltaType {
    @Override
    public String sql() {
      return "MAP(" + key.sql() + ", " + value.sql() + ")";
    }

    @Override
    public String describe() {
      return "map<" + key.describe() + "," + value.describe() + ">";
    }
  }

  /** A record with named fields; the type of a whole table too. */
  record Struct(List<DeltaField> fields) implements DeltaType {
    public Struct {
      fields = List.copyOf(fields);
    }

    @Override
    public String sql() {
      return fields.stream()
          .map(field -> Sql.identifier(field.name()) + " " + field.type().sql())
          .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }

    @Override
    public String describe() {
      return fields.stream()
          .map(field -> field.name() + ":" + field.type().describe())
          .collect(Collectors.joining(",", "struct<", ">"));
    }
  }
}

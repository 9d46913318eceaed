package dev.vane.flight.sql.metadata;

import dev.vane.gateway.query.Answer;
import java.util.Comparator;
import java.util.List;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetXdbcTypeInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.Nullable;
import org.apache.arrow.flight.sql.impl.FlightSql.Searchable;
import org.apache.arrow.flight.sql.impl.FlightSql.XdbcDataType;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.arrow.vector.util.Text;

/** The types of SQL, as XDBC asks for them. */
final class TypeInfo {
  private static final int DATETIME = 9;

  /**
   * A type.
   *
   * @param size digits, characters or bits; 0 for none
   * @param quote what stands around a literal; empty for nothing
   * @param parameters what is written in brackets behind its name
   * @param radix 10 or 2 for numbers, else 0
   */
  private record Type(
      String name, XdbcDataType data, int size, String quote, List<String> parameters, int radix) {
    boolean isNumber() {
      return radix > 0;
    }

    boolean isUnsigned() {
      return name.startsWith("U");
    }

    boolean isTime() {
      return name.startsWith("TIME") || name.equals("DATE");
    }
  }

  private static final List<Type> TYPES =
      List.of(
          plain("BOOLEAN", XdbcDataType.XDBC_BIT, 1, ""),
          number("TINYINT", XdbcDataType.XDBC_TINYINT, 3),
          number("UTINYINT", XdbcDataType.XDBC_TINYINT, 3),
          number("SMALLINT", XdbcDataType.XDBC_SMALLINT, 5),
          number("USMALLINT", XdbcDataType.XDBC_SMALLINT, 5),
          number("INTEGER", XdbcDataType.XDBC_INTEGER, 10),
          number("UINTEGER", XdbcDataType.XDBC_INTEGER, 10),
          number("BIGINT", XdbcDataType.XDBC_BIGINT, 19),
          number("UBIGINT", XdbcDataType.XDBC_BIGINT, 20),
          new Type("FLOAT", XdbcDataType.XDBC_REAL, 24, "", List.of(), 2),
          new Type("DOUBLE", XdbcDataType.XDBC_DOUBLE, 53, "", List.of(), 2),
          new Type("DECIMAL", XdbcDataType.XDBC_DECIMAL, 38, "", List.of("precision", "scale"), 10),
          plain("VARCHAR", XdbcDataType.XDBC_VARCHAR, Integer.MAX_VALUE, "'"),
          plain("BLOB", XdbcDataType.XDBC_VARBINARY, Integer.MAX_VALUE, "'"),
          plain("DATE", XdbcDataType.XDBC_DATE, 10, "'"),
          plain("TIME", XdbcDataType.XDBC_TIME, 15, "'"),
          plain("TIME_NS", XdbcDataType.XDBC_TIME, 18, "'"),
          plain("TIMESTAMP", XdbcDataType.XDBC_TIMESTAMP, 26, "'"),
          plain("TIMESTAMP_S", XdbcDataType.XDBC_TIMESTAMP, 19, "'"),
          plain("TIMESTAMP_MS", XdbcDataType.XDBC_TIMESTAMP, 23, "'"),
          plain("TIMESTAMP_NS", XdbcDataType.XDBC_TIMESTAMP, 29, "'"),
          plain("TIMESTAMP WITH TIME ZONE", XdbcDataType.XDBC_TIMESTAMP, 32, "'"),
          plain("INTERVAL", XdbcDataType.XDBC_INTERVAL, 0, "'"),
          plain("LIST", XdbcDataType.XDBC_UNKNOWN_TYPE, 0, ""),
          plain("ARRAY", XdbcDataType.XDBC_UNKNOWN_TYPE, 0, ""),
          plain("STRUCT", XdbcDataType.XDBC_UNKNOWN_TYPE, 0, ""),
          plain("MAP", XdbcDataType.XDBC_UNKNOWN_TYPE, 0, ""));

  private TypeInfo() {}

  private static Type number(String name, XdbcDataType data, int digits) {
    return new Type(name, data, digits, "", List.of(), 10);
  }

  private static Type plain(String name, XdbcDataType data, int size, String quote) {
    return new Type(name, data, size, quote, List.of(), 0);
  }

  /** All types, or those of one XDBC type; ordered by it, as ODBC and JDBC want them. */
  static Answer answer(CommandGetXdbcTypeInfo wanted, BufferAllocator allocator) {
    List<Type> types =
        TYPES.stream()
            .filter(
                type -> !wanted.hasDataType() || type.data().getNumber() == wanted.getDataType())
            .sorted(Comparator.comparing(type -> type.data().getNumber()))
            .toList();
    return new MetadataAnswer<>(
        Schemas.GET_TYPE_INFO_SCHEMA, allocator, List.of(types).iterator(), TypeInfo::write);
  }

  private static void write(List<Type> types, VectorSchemaRoot root) {
    for (int row = 0; row < types.size(); row++) {
      Type type = types.get(row);
      boolean decimal = type.name().equals("DECIMAL");
      Vectors.text(root, "type_name", row, type.name());
      Vectors.integer(root, "data_type", row, type.data().getNumber());
      Vectors.integer(root, "column_size", row, type.size() == 0 ? null : type.size());
      Vectors.text(root, "literal_prefix", row, type.quote().isEmpty() ? null : type.quote());
      Vectors.text(root, "literal_suffix", row, type.quote().isEmpty() ? null : type.quote());
      Vectors.integer(root, "nullable", row, Nullable.NULLABILITY_NULLABLE_VALUE);
      Vectors.truth(root, "case_sensitive", row, type.name().equals("VARCHAR"));
      Vectors.integer(root, "searchable", row, Searchable.SEARCHABLE_FULL_VALUE);
      Vectors.truth(root, "unsigned_attribute", row, type.isNumber() ? type.isUnsigned() : null);
      Vectors.truth(root, "fixed_prec_scale", row, false);
      Vectors.truth(root, "auto_increment", row, type.isNumber() ? false : null);
      Vectors.text(root, "local_type_name", row, type.name());
      Vectors.integer(root, "minimum_scale", row, type.isNumber() ? 0 : null);
      Vectors.integer(root, "maximum_scale", row, type.isNumber() ? (decimal ? 38 : 0) : null);
      Vectors.integer(
          root, "sql_data_type", row, type.isTime() ? DATETIME : type.data().getNumber());
      Vectors.integer(root, "num_prec_radix", row, type.isNumber() ? type.radix() : null);
    }
    writeParameters(types, (ListVector) root.getVector("create_params"));
  }

  private static void writeParameters(List<Type> types, ListVector vector) {
    // Not closed: that would close the vector, which belongs to the answer.
    UnionListWriter writer = vector.getWriter();
    for (int row = 0; row < types.size(); row++) {
      writer.setPosition(row);
      if (types.get(row).parameters().isEmpty()) {
        writer.writeNull();
        continue;
      }
      writer.startList();
      for (String parameter : types.get(row).parameters()) {
        writer.writeVarChar(new Text(parameter));
      }
      writer.endList();
    }
    writer.setValueCount(types.size());
  }
}

package dev.vane.duckdb.types;

import dev.vane.duckdb.types.SqlType.ArrayOf;
import dev.vane.duckdb.types.SqlType.Decimal;
import dev.vane.duckdb.types.SqlType.ListOf;
import dev.vane.duckdb.types.SqlType.MapOf;
import dev.vane.duckdb.types.SqlType.Member;
import dev.vane.duckdb.types.SqlType.Other;
import dev.vane.duckdb.types.SqlType.Simple;
import dev.vane.duckdb.types.SqlType.StructOf;
import java.util.Set;

/**
 * The types that results are sent in. What Arrow clients can't all read (dictionaries, unions,
 * 128-bit integers, DuckDB's own types) is cast before it leaves the engine: integers to the widest
 * decimal, the rest to text. Stored tables have none of these; only expressions do.
 */
public final class PlainTypes {
  private static final int WIDEST_DECIMAL = 38;
  private static final Set<String> AS_TEXT =
      Set.of("BIT", "BIGNUM", "VARIANT", "TIME WITH TIME ZONE", "UUID", "GEOMETRY", "TYPE");
  private static final Set<String> AS_DECIMAL = Set.of("HUGEINT", "UHUGEINT");

  private PlainTypes() {}

  /** The type to send for a column of this type; equal to it where no cast is needed. */
  public static SqlType plain(SqlType type) {
    if (type instanceof Simple simple) {
      return AS_DECIMAL.contains(simple.name())
          ? new Decimal(WIDEST_DECIMAL, 0)
          : AS_TEXT.contains(simple.name()) ? SqlType.of("VARCHAR") : simple;
    }
    if (type instanceof ListOf list) {
      return new ListOf(plain(list.element()));
    }
    if (type instanceof ArrayOf array) {
      return new ArrayOf(plain(array.element()), array.size());
    }
    if (type instanceof MapOf map) {
      return new MapOf(plain(map.key()), plain(map.value()));
    }
    if (type instanceof StructOf struct) {
      return new StructOf(
          struct.members().stream()
              .map(member -> new Member(member.name(), plain(member.type())))
              .toList());
    }
    return type instanceof Other ? SqlType.of("VARCHAR") : type;
  }
}

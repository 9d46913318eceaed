package dev.vane.duckdb.types;

import dev.vane.duckdb.types.SqlType.ArrayOf;
import dev.vane.duckdb.types.SqlType.Decimal;
import dev.vane.duckdb.types.SqlType.ListOf;
import dev.vane.duckdb.types.SqlType.MapOf;
import dev.vane.duckdb.types.SqlType.Member;
import dev.vane.duckdb.types.SqlType.StructOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;

/**
 * Which types hold every value of others exactly. Integers widen to wider ones, unsigned also to
 * signed ones of at least twice the width, those up to 32 bits to DOUBLE; FLOAT to DOUBLE; decimals
 * to those with at least as many digits on both sides of the point; and what is only NULL to
 * anything. Parts of lists, structs and maps widen in their place. All else stays as it is.
 */
public final class Widening {
  private static final int WIDEST_DECIMAL = 38;
  private static final int EXACT_IN_DOUBLE = 32;
  private static final SqlType NULL = SqlType.of("\"NULL\"");
  private static final SqlType FLOAT = SqlType.of("FLOAT");
  private static final SqlType DOUBLE = SqlType.of("DOUBLE");
  private static final Map<SqlType, Integer> SIGNED =
      Map.of(
          SqlType.of("TINYINT"), 8,
          SqlType.of("SMALLINT"), 16,
          SqlType.of("INTEGER"), 32,
          SqlType.of("BIGINT"), 64);
  private static final Map<SqlType, Integer> UNSIGNED =
      Map.of(
          SqlType.of("UTINYINT"), 8,
          SqlType.of("USMALLINT"), 16,
          SqlType.of("UINTEGER"), 32,
          SqlType.of("UBIGINT"), 64);

  private Widening() {}

  /** Whether a column of the first type holds every value of the second. */
  public static boolean holds(SqlType column, SqlType value) {
    return common(column, value).map(column::equals).orElse(false);
  }

  /** Whether the first type is the second, but that what is only NULL may be anything. */
  public static boolean isSame(SqlType column, SqlType value) {
    return common(column, value, (left, right) -> Optional.empty())
        .map(column::equals)
        .orElse(false);
  }

  /** The narrowest type of the lattice that holds every value of both. */
  public static Optional<SqlType> common(SqlType left, SqlType right) {
    return common(left, right, Widening::widened);
  }

  /**
   * The type that holds both.
   *
   * @param widened what holds two different types without parts
   */
  private static Optional<SqlType> common(
      SqlType left, SqlType right, BiFunction<SqlType, SqlType, Optional<SqlType>> widened) {
    if (left.equals(right) || right.equals(NULL)) {
      return Optional.of(left);
    }
    if (left.equals(NULL)) {
      return Optional.of(right);
    }
    if (left instanceof ListOf a && right instanceof ListOf b) {
      return common(a.element(), b.element(), widened).map(ListOf::new);
    }
    if (left instanceof ArrayOf a && right instanceof ArrayOf b && a.size() == b.size()) {
      return common(a.element(), b.element(), widened)
          .map(element -> new ArrayOf(element, a.size()));
    }
    if (left instanceof MapOf a && right instanceof MapOf b && a.key().equals(b.key())) {
      return common(a.value(), b.value(), widened).map(value -> new MapOf(a.key(), value));
    }
    if (left instanceof StructOf a && right instanceof StructOf b) {
      return struct(a, b, widened);
    }
    return widened.apply(left, right);
  }

  private static Optional<SqlType> widened(SqlType left, SqlType right) {
    return left instanceof Decimal a && right instanceof Decimal b
        ? decimal(a, b)
        : number(left, right);
  }

  private static Optional<SqlType> decimal(Decimal left, Decimal right) {
    int scale = Math.max(left.scale(), right.scale());
    int whole = Math.max(left.precision() - left.scale(), right.precision() - right.scale());
    return scale + whole <= WIDEST_DECIMAL
        ? Optional.of(new Decimal(scale + whole, scale))
        : Optional.empty();
  }

  private static Optional<SqlType> struct(
      StructOf left, StructOf right, BiFunction<SqlType, SqlType, Optional<SqlType>> widened) {
    if (left.members().size() != right.members().size()) {
      return Optional.empty();
    }
    List<Member> members = new ArrayList<>();
    for (int position = 0; position < left.members().size(); position++) {
      Member a = left.members().get(position);
      Member b = right.members().get(position);
      Optional<SqlType> type = common(a.type(), b.type(), widened);
      if (!a.name().equals(b.name()) || type.isEmpty()) {
        return Optional.empty();
      }
      members.add(new Member(a.name(), type.get()));
    }
    return Optional.of(new StructOf(members));
  }

  private static Optional<SqlType> number(SqlType left, SqlType right) {
    if (isFloat(left) && isFloat(right)) {
      return Optional.of(DOUBLE);
    }
    if (isFloat(left) || isFloat(right)) {
      SqlType other = isFloat(left) ? right : left;
      OptionalInt bits = bits(other);
      return bits.isPresent() && bits.getAsInt() <= EXACT_IN_DOUBLE
          ? Optional.of(DOUBLE)
          : Optional.empty();
    }
    OptionalInt a = bits(left);
    OptionalInt b = bits(right);
    if (a.isEmpty() || b.isEmpty()) {
      return Optional.empty();
    }
    boolean unsigned = UNSIGNED.containsKey(left) && UNSIGNED.containsKey(right);
    return unsigned
        ? ofBits(UNSIGNED, Math.max(a.getAsInt(), b.getAsInt()))
        : ofBits(SIGNED, Math.max(signedBits(left), signedBits(right)));
  }

  private static boolean isFloat(SqlType type) {
    return type.equals(FLOAT) || type.equals(DOUBLE);
  }

  private static OptionalInt bits(SqlType type) {
    Integer bits = SIGNED.containsKey(type) ? SIGNED.get(type) : UNSIGNED.get(type);
    return bits == null ? OptionalInt.empty() : OptionalInt.of(bits);
  }

  /** The width of the signed type that holds it. */
  private static int signedBits(SqlType type) {
    int bits = bits(type).orElseThrow();
    return UNSIGNED.containsKey(type) ? 2 * bits : bits;
  }

  private static Optional<SqlType> ofBits(Map<SqlType, Integer> types, int bits) {
    return types.entrySet().stream()
        .filter(type -> type.getValue() == bits)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}

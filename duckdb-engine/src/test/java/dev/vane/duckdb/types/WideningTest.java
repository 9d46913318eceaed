package dev.vane.duckdb.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WideningTest {
  private static final List<String> SIMPLE =
      List.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "FLOAT",
          "DOUBLE",
          "VARCHAR",
          "DATE",
          "TIMESTAMP",
          "TIMESTAMP WITH TIME ZONE",
          "\"NULL\"");

  @Property
  void commonTypeIsTheSameBothWays(@ForAll("types") SqlType left, @ForAll("types") SqlType right) {
    assertThat(Widening.common(left, right)).isEqualTo(Widening.common(right, left));
  }

  @Property
  void commonTypeHoldsBoth(@ForAll("types") SqlType left, @ForAll("types") SqlType right) {
    Widening.common(left, right)
        .ifPresent(
            common -> {
              assertThat(Widening.holds(common, left)).isTrue();
              assertThat(Widening.holds(common, right)).isTrue();
            });
  }

  @Property
  void holdingIsTransitive(
      @ForAll("types") SqlType first,
      @ForAll("types") SqlType second,
      @ForAll("types") SqlType third) {
    if (Widening.holds(first, second) && Widening.holds(second, third)) {
      assertThat(Widening.holds(first, third)).isTrue();
    }
  }

  @Property
  void textIsReadBackAsTheType(@ForAll("types") SqlType type) {
    assertThat(SqlType.parse(type.toString())).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "INTEGER, SMALLINT, INTEGER",
    "INTEGER, UINTEGER, BIGINT",
    "UTINYINT, TINYINT, SMALLINT",
    "INTEGER, DOUBLE, DOUBLE",
    "INTEGER, FLOAT, DOUBLE",
    "FLOAT, DOUBLE, DOUBLE",
    "'DECIMAL(9,2)', 'DECIMAL(9,4)', 'DECIMAL(11,4)'",
    "'\"NULL\"', VARCHAR, VARCHAR"
  })
  void narrowestCommonType(String left, String right, String common) {
    assertThat(Widening.common(SqlType.parse(left), SqlType.parse(right)))
        .isEqualTo(Optional.of(SqlType.parse(common)));
  }

  @ParameterizedTest
  @CsvSource({
    "BIGINT, DOUBLE",
    "UBIGINT, BIGINT",
    "DATE, TIMESTAMP",
    "TIMESTAMP, TIMESTAMP_NS",
    "INTEGER, VARCHAR",
    "'DECIMAL(38,0)', 'DECIMAL(38,38)'",
    "INTEGER[], INTEGER[2]"
  })
  void typesWithoutACommonOne(String left, String right) {
    assertThat(Widening.common(SqlType.parse(left), SqlType.parse(right))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "STRUCT(\"we\"\"ird\" INTEGER, b MAP(VARCHAR, DECIMAL(3,1)[])[2])",
        "ENUM('a,(', 'b''c')",
        "UNION(a INTEGER, b VARCHAR)[]",
        "STRUCT(INTEGER, VARCHAR)",
        "TIMESTAMP WITH TIME ZONE[][3]"
      })
  void everyTextThatTheEngineGivesIsRead(String text) {
    assertThat(SqlType.parse(text)).isNotNull();
  }

  @Test
  void engineTypesArePlainlySentAsOthers() {
    assertThat(PlainTypes.plain(SqlType.parse("ENUM('a', 'b')[]"))).hasToString("VARCHAR[]");
    assertThat(PlainTypes.plain(SqlType.parse("STRUCT(a HUGEINT, b DATE)")))
        .hasToString("STRUCT(\"a\" DECIMAL(38,0), \"b\" DATE)");
  }

  @Provide
  Arbitrary<SqlType> types() {
    Arbitrary<SqlType> simple = Arbitraries.of(SIMPLE).map(SqlType::of);
    Arbitrary<SqlType> decimal =
        Combinators.combine(
                Arbitraries.integers().between(1, 38), Arbitraries.integers().between(0, 38))
            .as((precision, scale) -> new SqlType.Decimal(precision, Math.min(precision, scale)));
    Arbitrary<SqlType> leaf = Arbitraries.oneOf(simple, decimal);
    return Arbitraries.oneOf(
        leaf,
        leaf.map(SqlType.ListOf::new),
        leaf.map(element -> new SqlType.ArrayOf(element, 3)),
        leaf.map(value -> new SqlType.MapOf(SqlType.of("VARCHAR"), value)),
        Combinators.combine(leaf, leaf)
            .as(
                (first, second) ->
                    new SqlType.StructOf(
                        List.of(
                            new SqlType.Member("a \"b", first), new SqlType.Member("c", second)))));
  }
}

package dev.vane.storage.delta.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.Sql;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkExpressionTest {
  private static final DeltaType.Struct COLUMNS =
      new DeltaType.Struct(
          List.of(
              DeltaField.of("n", DeltaType.Primitive.LONG),
              DeltaField.of("x y", DeltaType.Primitive.DOUBLE),
              DeltaField.of("d", new DeltaType.Decimal(10, 2)),
              DeltaField.of("s", DeltaType.Primitive.STRING),
              DeltaField.of("day", DeltaType.Primitive.DATE),
              DeltaField.of("at", DeltaType.Primitive.TIMESTAMP),
              DeltaField.of("b", DeltaType.Primitive.BOOLEAN),
              DeltaField.of("bytes", DeltaType.Primitive.BINARY)));

  private static Optional<String> condition(String text) {
    return SparkExpression.condition(text, COLUMNS, (name, type) -> Sql.identifier(name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "N > 1; (\"n\" > 1)",
        "n==1 and not b or n <=> null; (((\"n\" = 1) AND (NOT \"b\")) OR (\"n\" IS NOT DISTINCT FROM NULL))",
        "`x y` + 1 >= -0.5; ((CAST(\"x y\" AS DOUBLE) + 1) >= (-0.5))",
        "n - 1 - 2 * n != 0; (((\"n\" - 1) - (2 * \"n\")) <> 0)",
        "s NOT IN ('a', 'b'); (NOT (\"s\" IN ('a', 'b')))",
        "d BETWEEN 0 AND 99.5; (\"d\" BETWEEN 0 AND 99.5)",
        "s LIKE 'a%' AND day >= DATE '2024-01-01'; ((\"s\" LIKE 'a%') AND (\"day\" >= DATE '2024-01-01'))",
        "n % 2 = 0; ((\"n\" % 2) = 0)",
        "year(at) > 2000; (CAST(year((\"at\" AT TIME ZONE 'UTC')) AS INTEGER) > 2000)",
        "length(s) <= 3 AND coalesce(b, true); ((CAST(length(\"s\") AS INTEGER) <= 3) AND coalesce(\"b\", TRUE))",
        "n is not null; (\"n\" IS NOT NULL)"
      })
  void whatMeansTheSameIsTranslated(String spark, String engine) {
    assertThat(condition(spark)).contains(engine);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n",
        "n + 1",
        "missing > 1",
        "s > 1",
        "at > '2024-01-01'",
        "day = '2024-01-01'",
        "n / 2 > 1",
        "d * 2 > 1",
        "s = 'it\\'s'",
        "s = 'a''b'",
        "s = \"a\"",
        "upper(s) = 'A'",
        "substring(s, 0, 1) = 'a'",
        "hour(day) = 1",
        "cast(s as date) = day",
        "bytes = bytes",
        "n > 1; DROP TABLE t",
        "n > 1 -- comment",
        "n > 1 AND",
        "(n > 1",
        "n NOT > 1",
        "rand() > 0.5",
        "n.x = 1",
        "n = 1x"
      })
  void whatMightMeanSomethingElseIsNot(String spark) {
    assertThat(condition(spark)).isEmpty();
  }
}

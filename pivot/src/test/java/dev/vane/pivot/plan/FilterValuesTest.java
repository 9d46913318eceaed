package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.pivot.ScanSpecParser;
import dev.vane.pivot.json.StrictJson;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Relation;
import dev.vane.spi.VaneException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What values of each type a condition takes, and that comparisons with them are exact. */
class FilterValuesTest {
  private final DuckDb database = new DuckDb();

  @BeforeEach
  void load() throws SQLException {
    database.execute(
        """
        CREATE TABLE v AS SELECT 5::TINYINT AS i, 18446744073709551615::UBIGINT AS u,
          99999999999999999999999999999999999999::DECIMAL(38, 0) AS m, 1.25::DECIMAL(9, 2) AS d,
          0.1::FLOAT AS f, 'NaN'::DOUBLE AS n, true AS b, 'Größe' AS t,
          '\\xFF\\x00'::BLOB AS x, DATE '2026-01-31' AS day, TIME '09:30:00.5' AS c,
          TIMESTAMP '2026-01-31 09:30:00.5' AS s, '2026-01-31 09:30:00'::TIMESTAMP_S AS sec,
          TIMESTAMPTZ '2026-01-31 09:30:00+01' AS z,
          '2026-01-31 09:30:00.123456789'::TIMESTAMP_NS AS ns,
          '2026-01-31 09:30:00.123456789+01'::TIMESTAMPTZ_NS AS zns,
          '09:30:00.123456789'::TIME_NS AS cns,
          [1, 2] AS list, NULL::INTEGER AS nothing
        """);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private boolean matches(String field, String operator, String value) throws SQLException {
    var spec =
        new ScanSpecParser(DuckDb.FILTER_DEPTH)
            .parse(
                StrictJson.parse(
                    """
                    {"table": "v", "columns": ["i"],
                     "filters": [{"field": "%s", "op": "%s", "value": %s}]}
                    """
                        .formatted(field, operator, value)));
    var question = ScanQuestion.bind(spec, database.schema("v"));
    return !database.query(question.query(Relation.of("v"), DuckDb.DIALECT)).rows().isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "i; =; 5; true",
        "i; =; 5.0; true",
        "i; =; 5.5; false",
        "i; !=; 5.5; true",
        "i; <; 5.5; true",
        "i; <=; 4.5; false",
        "i; >; 4.5; true",
        "i; >=; 5.5; false",
        "i; <; 1000; true",
        "i; >; -1e300; true",
        "i; <; 1e999999999; true",
        "i; >; 1e-999999999; true",
        "i; =; 1e999999999; false",
        "i; in; [4.5, 5, 1000, null]; true",
        "i; not in; [4.5, 1000]; true",
        "i; not in; []; true",
        "i; in; []; false",
        "i; between; [4.5, 5.5]; true",
        "u; =; 18446744073709551615; true",
        "u; >; 9223372036854775807; true",
        "u; <; 18446744073709551616; true",
        "u; >=; -1; true",
        "m; >; 1.25; true",
        "m; =; 99999999999999999999999999999999999999; true",
        "m; <; 1e38; true",
        "d; =; 1.25; true",
        "d; =; ^1.250^; true",
        "d; =; ^1.2500000000000000000000000000000000000001^; false",
        "d; <; ^1.2500000000000000000000000000000000000001^; true",
        "d; >; 1.249; true",
        "d; >; -1e100; true",
        "f; =; 0.1; true",
        "f; <; 0.2; true",
        "n; =; ^NaN^; true",
        "n; >; 0; true",
        "n; >; ^Infinity^; true",
        "n; <; ^Infinity^; false",
        "n; in; [1, ^NaN^]; true",
        "b; =; true; true",
        "b; !=; true; false",
        "t; =; ^Größe^; true",
        "t; ilike; ^GRÖSS_^; false",
        "t; ilike; ^GRÖ%^; true",
        "t; like; ^Gr__e^; true",
        "t; contains; ^öß^; true",
        "t; starts_with; ^Gr%^; false",
        "t; ends_with; ^ße^; true",
        "t; <; ^𝄞^; true",
        "x; =; ^/wA=^; true",
        "x; >; ^/w==^; true",
        "day; =; ^2026-01-31^; true",
        "day; <; ^+999999999-01-01^; true",
        "day; >; ^-999999999-01-01^; true",
        "c; =; ^09:30:00.5^; true",
        "c; <; ^09:30:00.500000001^; true",
        "c; =; ^09:30:00.500000001^; false",
        "s; =; ^2026-01-31T09:30:00.5^; true",
        "s; >=; ^2026-01-31^; true",
        "s; <; ^2026-01-31T09:30:00.500000001^; true",
        "s; =; ^2026-01-31T09:30:00.500000001^; false",
        "s; <; ^+290001-01-01T00:00:00^; true",
        "sec; =; ^2026-01-31T09:30:00^; true",
        "sec; <; ^2026-01-31T09:30:00.5^; true",
        "z; =; ^2026-01-31T08:30:00Z^; true",
        "z; =; ^2026-01-31T09:30:00+01:00[Europe/Berlin]^; true",
        "z; <; ^2026-01-31T08:30:00.000000001Z^; true",
        "ns; =; ^2026-01-31T09:30:00.123456789^; true",
        "ns; >; ^2026-01-31T09:30:00.123456788^; true",
        "ns; >; ^2026-01-31T09:30:00.123456^; true",
        "ns; <; ^2500-01-01^; true",
        "ns; =; ^2500-01-01^; false",
        "ns; >; ^1500-01-01^; true",
        "ns; in; [^2026-01-31T09:30:00.123456789^, ^2500-01-01^]; true",
        "zns; =; ^2026-01-31T08:30:00.123456789Z^; true",
        "zns; >; ^2026-01-31T08:30:00.123456Z^; true",
        "cns; =; ^09:30:00.123456789^; true",
        "cns; <; ^09:30:00.123457^; true",
        "nothing; =; null; true",
        "nothing; !=; null; false",
        "nothing; !=; 5; true",
        "nothing; not in; [5]; true",
        "nothing; in; [null]; true",
        "nothing; not in; [null]; false",
        "nothing; <; 1000; false",
        "nothing; <; 1e300; false",
        "nothing; is null; null; true",
        "list; is not null; null; true",
        "list; =; null; false",
      })
  void comparisonsAreExact(String field, String operator, String value, boolean expected)
      throws SQLException {
    assertThat(matches(field, operator, value.replace('^', '"'))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "i; =; ^5^",
        "i; =; true",
        "d; =; ^five^",
        "d; =; true",
        "f; =; ^1.5^",
        "f; <; 1e39",
        "b; =; 1",
        "b; =; ^true^",
        "t; =; 5",
        "x; =; ^not base64!^",
        "day; =; ^2026-02-30^",
        "day; =; ^2026-01-31T00:00:00^",
        "day; =; 20260131",
        "c; =; ^25:00:00^",
        "s; =; ^2026-01-31T00:00:00Z^",
        "s; =; ^yesterday^",
        "z; =; ^2026-01-31T00:00:00^",
        "z; =; ^2026-01-31^",
        "list; =; 1",
        "i; =; {}",
        "i; in; 5",
        "i; between; [1]",
        "i; between; [1, null]",
        "i; <; null",
        "i; like; ^5%^",
        "t; like; 5",
        "t; starts_with; null",
        "i; is null; 5",
      })
  void valuesOfAnotherTypeAreRefusedWithTheirPath(String condition) {
    String[] parts = condition.replace('^', '"').split("; ", 3);
    assertThatThrownBy(() -> matches(parts[0], parts[1], parts[2]))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILTER_INVALID))
        .hasMessageStartingWith("filters[0].");
  }

  @Test
  void anUnknownFieldIsRefusedWithTheNearestName() {
    assertThatThrownBy(() -> matches("nothin", "=", "5"))
        .isInstanceOfSatisfying(
            VaneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FIELD_UNKNOWN))
        .hasMessageContaining("filters[0].field")
        .hasMessageContaining("Did you mean 'nothing'?");
  }
}

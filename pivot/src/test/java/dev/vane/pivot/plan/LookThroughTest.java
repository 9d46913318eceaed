package dev.vane.pivot.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Composites looked through, beside a plain recursion over their constituents. */
class LookThroughTest {
  private static final String QUESTION =
      """
      {"table": "t", "rows": ["leaf"], "totals": true,
       "look_through": {"table": "c", "field": "symbol", "parent": "etf", "child": "symbol",
                        "weight": "weight", "scaled": ["quantity"], %s},
       "measures": [{"field": "quantity", "agg": "sum"}, {"field": "id", "agg": "count_distinct"}]}
      """;

  private DuckDb database;

  @BeforeEach
  void open() throws SQLException {
    database = new DuckDb();
    database.execute("CREATE TABLE t (id BIGINT, symbol VARCHAR, quantity DECIMAL(18, 2))");
    database.execute("CREATE TABLE c (etf VARCHAR, symbol VARCHAR, weight DOUBLE)");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private DuckDb.Answer ask(String json) throws SQLException {
    return SourceTables.ask(database, json);
  }

  private Map<String, Double> leaves(String options) throws SQLException {
    Map<String, Double> leaves = new HashMap<>();
    for (List<?> row : ask(QUESTION.formatted(options)).rows("leaf", "_depth", "sum_quantity")) {
      if (row.get(1).equals(1L)) {
        leaves.put(String.valueOf(row.get(0)), (Double) row.get(2));
      }
    }
    return leaves;
  }

  private double total(String options) throws SQLException {
    return ask(QUESTION.formatted(options)).rows("_depth", "sum_quantity").stream()
        .filter(row -> row.get(0).equals(0L))
        .map(row -> (Double) row.get(1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void leavesAddUpToTheDirectTotalAndAreWhatARecursionSays() throws SQLException {
    long seed = RandomTrial.firstSeed();
    for (int trial = 0; trial < 25; trial++) {
      Random random = new Random(seed + trial);
      Map<String, Map<String, Double>> composites = new HashMap<>();
      database.execute("DELETE FROM t");
      database.execute("DELETE FROM c");
      for (int composite = 0; composite < 4; composite++) {
        for (int line = random.nextInt(4); line > 0; line--) {
          int within = composite + 1 + random.nextInt(3);
          String child =
              within < 4 && random.nextBoolean() ? "C" + within : "L" + random.nextInt(5);
          double weight = (random.nextInt(9) - 1) / 10.0;
          composites
              .computeIfAbsent("C" + composite, absent -> new HashMap<>())
              .merge(child, weight, Double::sum);
          database.execute(
              "INSERT INTO c VALUES ('C%d', '%s', %s)".formatted(composite, child, weight));
        }
      }
      Map<String, Double> expected = new HashMap<>();
      double direct = 0;
      for (int id = 0; id < 12; id++) {
        List<String> symbols = List.of("C0", "C1", "C2", "C3", "L0", "L1", "unknown");
        Optional<String> symbol =
            random.nextInt(8) == 0
                ? Optional.empty()
                : Optional.of(symbols.get(random.nextInt(symbols.size())));
        double quantity = random.nextInt(200) - 50;
        database.execute(
            "INSERT INTO t VALUES (%d, %s, %s)"
                .formatted(id, symbol.map(name -> "'" + name + "'").orElse("NULL"), quantity));
        direct += quantity;
        share(symbol.orElse("null"), quantity, composites, expected);
      }
      Map<String, Double> found = leaves("\"residual\": true");
      assertThat(found.keySet()).as("seed %s", seed + trial).isEqualTo(expected.keySet());
      for (Map.Entry<String, Double> leaf : expected.entrySet()) {
        assertThat(found.get(leaf.getKey()))
            .as("seed %s: %s", seed + trial, leaf.getKey())
            .isCloseTo(leaf.getValue(), within(1e-9));
      }
      assertThat(total("\"residual\": true")).isCloseTo(direct, within(1e-9));
      assertThat(total("\"view\": \"direct\"")).isCloseTo(direct, within(1e-9));
    }
  }

  /** The definition: a composite's value goes to its constituents, and what is left stays. */
  private static void share(
      String member,
      double value,
      Map<String, Map<String, Double>> composites,
      Map<String, Double> leaves) {
    Map<String, Double> constituents = composites.get(member);
    if (constituents == null) {
      leaves.merge(member, value, Double::sum);
      return;
    }
    double rest = 1;
    for (Map.Entry<String, Double> line : constituents.entrySet()) {
      share(line.getKey(), value * line.getValue(), composites, leaves);
      rest -= line.getValue();
    }
    if (Math.abs(rest) > 1e-12) {
      leaves.merge(member, value * rest, Double::sum);
    }
  }

  private void putSpy() throws SQLException {
    database.execute("INSERT INTO t VALUES (1, 'SPY', 100), (2, 'AAPL', 10), (3, 'FUND', 1000)");
    database.execute(
        "INSERT INTO c VALUES ('SPY', 'AAPL', 0.5), ('SPY', 'MSFT', 0.3), ('FUND', 'SPY', 0.5), ('FUND', 'CASH', 0.5)");
  }

  @Test
  void weightsMultiplyDownAndEachTradeIsCountedOnce() throws SQLException {
    putSpy();
    assertThat(leaves("\"as\": \"leaf\""))
        .containsOnlyKeys("AAPL", "MSFT", "SPY", "CASH")
        .hasEntrySatisfying("AAPL", sum -> assertThat(sum).isCloseTo(310, within(1e-9)))
        .hasEntrySatisfying("MSFT", sum -> assertThat(sum).isCloseTo(180, within(1e-9)))
        .hasEntrySatisfying("SPY", sum -> assertThat(sum).isCloseTo(120, within(1e-9)))
        .hasEntrySatisfying("CASH", sum -> assertThat(sum).isCloseTo(500, within(1e-9)));
    assertThat(ask(QUESTION.formatted("\"as\": \"leaf\"")).rows("_depth", "count_distinct_id"))
        .contains(List.of(0L, 3L));
    assertThat(leaves("\"residual\": false")).containsOnlyKeys("AAPL", "MSFT", "CASH");
  }

  @Test
  void compositesThatMakeNoSenseAreRefusedByName() throws SQLException {
    putSpy();
    assertRefused("\"depth\": 1", ErrorCode.HIERARCHY_INVALID, "'FUND'", "deeper than 1");
    database.execute("INSERT INTO c VALUES ('MSFT', 'SPY', 0.1)");
    assertRefused("\"depth\": 8", ErrorCode.HIERARCHY_INVALID, "to itself");
    database.execute("DELETE FROM c WHERE etf = 'MSFT'");
    database.execute("INSERT INTO c VALUES ('SPY', 'GOOG', NULL)");
    assertRefused("\"depth\": 8", ErrorCode.HIERARCHY_INVALID, "'SPY'", "finite weight");
    assertRefused("\"as\": \"quantity\"", ErrorCode.PIVOT_INVALID, "look_through.as");
  }

  @Test
  void whatWouldBeCountedOncePerLeafIsRefused() {
    assertThatThrownBy(
            () ->
                ask(
                    """
                    {"table": "t", "measures": [{"field": "id", "agg": "sum"}],
                     "look_through": {"table": "c", "field": "symbol", "parent": "etf",
                                      "child": "symbol", "weight": "weight"}}
                    """))
        .hasMessageContainingAll("measures[0].field", "look_through.scaled");
  }

  private void assertRefused(String options, ErrorCode code, String... words) {
    assertThatThrownBy(() -> ask(QUESTION.formatted(options)))
        .isInstanceOfSatisfying(VaneException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContainingAll(words);
  }
}

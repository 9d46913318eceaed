package dev.vane.storage.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.AsOf;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.ColumnCondition.Operator;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Relation;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.WriteOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leaving out files never changes an answer. */
class PruningTest {
  private static final int FILES = 12;
  private static final List<Operator> OPERATORS = List.of(Operator.values());

  @Test
  void anyConditionGivesTheSameRowsOverFewerFiles(@TempDir Path temporary) {
    try (DeltaHouse house = new DeltaHouse(temporary)) {
      for (int file = 0; file < FILES; file++) {
        house.write("t", rows(file), WriteOptions.append().withPartitionBy(List.of("p")));
      }
      Random random = new Random(7);
      long skipped = 0;
      try (ReadSession session = house.engine.openSession()) {
        TableSnapshot snapshot =
            house.storage.snapshot(DeltaHouse.table("t"), AsOf.LATEST, session).orElseThrow();
        for (int round = 0; round < 80; round++) {
          ColumnCondition condition = condition(random);
          Relation all = snapshot.relation(List.of());
          Relation fewer = snapshot.relation(List.of(condition));
          assertThat(count(session, fewer, condition))
              .as(condition.toString())
              .isEqualTo(count(session, all, condition));
          assertThat(fewer.files() + fewer.skippedFiles()).isEqualTo(all.files());
          skipped += fewer.skippedFiles();
        }
      }
      assertThat(skipped).isPositive();
    }
  }

  private static String rows(int file) {
    return """
        SELECT i AS l, (i / 7)::DOUBLE + (CASE WHEN i %% 50 = 3 THEN 'NaN'::DOUBLE ELSE 0 END) AS d,
          (i / 10)::FLOAT AS f, (i / 8)::DECIMAL(12, 3) AS n,
          CASE WHEN i %% 5 = 0 THEN NULL ELSE repeat('ü', 30) || i END AS s,
          DATE '2024-01-01' + (i // 3)::INTEGER AS da,
          TIMESTAMPTZ '2024-01-01 00:00:00.000999+00' + i * INTERVAL 1500 MICROSECOND AS ts,
          i %% 4 = 0 AS b, CASE WHEN i %% 3 = 0 THEN NULL ELSE i %% 3 END AS p
        FROM range(%d, %d) r(i)"""
        .formatted(file * 10, file * 10 + 10);
  }

  private static ColumnCondition condition(Random random) {
    Operator operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
    String column = List.of("l", "d", "f", "n", "s", "da", "ts", "b", "p").get(random.nextInt(9));
    List<Object> values = new ArrayList<>();
    for (int index = 0; index < (operator == Operator.IN ? 3 : 1); index++) {
      values.add(value(column, random.nextInt(FILES * 10)));
    }
    return new ColumnCondition(column, operator, values);
  }

  private static Object value(String column, int i) {
    return switch (column) {
      case "d" -> i / 7d;
      case "f" -> (double) (i / 10f);
      case "n" -> java.math.BigDecimal.valueOf(i * 125L, 3);
      case "s" -> "ü".repeat(30) + i;
      case "da" -> LocalDate.of(2024, 1, 1).plusDays(i / 3);
      case "ts" -> Instant.parse("2024-01-01T00:00:00.000999Z").plusNanos(i * 1_500_000L);
      case "b" -> i % 2 == 0;
      case "p" -> (long) (i % 3);
      default -> (long) i;
    };
  }

  private static String count(ReadSession session, Relation relation, ColumnCondition condition) {
    String operator =
        switch (condition.operator()) {
          case EQUAL -> "=";
          case LESS -> "<";
          case LESS_OR_EQUAL -> "<=";
          case GREATER -> ">";
          case GREATER_OR_EQUAL -> ">=";
          case IN -> "IN";
        };
    String values =
        condition.values().stream()
            .map(value -> value instanceof Number ? value.toString() : "'" + value + "'")
            .map(text -> condition.column().equals("d") ? text + "::DOUBLE" : text)
            .map(text -> condition.column().equals("f") ? text + "::DOUBLE" : text)
            .collect(Collectors.joining(", ", "(", ")"));
    return DeltaHouse.run(
            session,
            "SELECT count(*) FROM %s t WHERE %s %s %s"
                .formatted(relation.sql(), condition.column(), operator, values))
        .get(0);
  }
}

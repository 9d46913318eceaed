package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaHouse.table;
import static dev.vane.storage.delta.DeltaStorageTest.assertRefused;
import static dev.vane.storage.delta.ForeignTablesTest.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.AsOf;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.RowChange;
import dev.vane.spi.RowUpdate;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.StopSignal;
import dev.vane.spi.WriteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New values for rows that are there, in tables of every kind that can be written. */
class UpdateTest {
  private static final String PLAIN =
      "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":4}}";
  private static final String FEATURES =
      "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"deletionVectors\"],"
          + "\"writerFeatures\":[\"deletionVectors\",\"changeDataFeed\",\"appendOnly\",\"invariants\"]}}";
  private static final String FIELDS = field("k", "long", "{}") + "," + field("v", "string", "{}");

  private DeltaHouse house;
  private Path directory;

  @BeforeEach
  void open(@TempDir Path temporary) {
    directory = temporary;
    house = new DeltaHouse(temporary);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private void create(
      String protocol, String fields, Map<String, String> properties, String... partitions) {
    try {
      Path log = Files.createDirectories(house.root.resolve("t/_delta_log"));
      Files.writeString(
          log.resolve("%020d.json".formatted(0)),
          protocol + "\n" + ForeignTablesTest.metadata(fields, properties, partitions) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Assignments are pairs of a column and an expression. */
  private static RowUpdate where(String condition, String... assignments) {
    List<RowUpdate.Assignment> assigned =
        Arrays.stream(assignments)
            .map(text -> text.split(" = ", 2))
            .map(pair -> new RowUpdate.Assignment(pair[0], SqlQuery.of(pair[1])))
            .toList();
    return new RowUpdate(assigned, SqlQuery.of("(%s) IS TRUE".formatted(condition)));
  }

  private RowChange update(RowUpdate... updates) {
    return house.storage.update(table("t"), List.of(updates), StopSignal.NEVER);
  }

  @Test
  void rowsAreWrittenAnewAndMayChangeTheirPartition() {
    house.write(
        "t",
        "SELECT i AS k, 'v' || i AS v, i % 3 AS p FROM range(9) r(i)",
        WriteOptions.append().withPartitionBy(List.of("p")));
    assertThat(update(where("k IN (1, 2)", "p = 7", "v = v || '!'")))
        .isEqualTo(new RowChange(1, true, 2));
    assertThat(house.query("SELECT k, v FROM {} WHERE p = 7 ORDER BY 1", "t", AsOf.LATEST))
        .containsExactly("1|v1!", "2|v2!");
    assertThat(house.rowCount("t")).isEqualTo(9);
    assertThat(house.query("SELECT count(*) FROM {} WHERE p = 7", "t", new AsOf.Version(0)))
        .containsExactly("0");
    assertThat(house.commit("t", 1))
        .contains(
            "\"operation\":\"UPDATE\"", "\"numUpdatedRows\":\"2\"", "\"numCopiedRows\":\"4\"");
    assertThat(update(where("k > 100", "v = NULL"))).isEqualTo(new RowChange(1, false, 0));
    assertThat(update(where("true", "v = 'same'")).rows()).isEqualTo(9);
    house.reopen();
    assertThat(house.query("SELECT DISTINCT v FROM {}", "t", AsOf.LATEST)).containsExactly("same");
  }

  @Test
  void laterUpdateSeesWhatAnEarlierOneMade() {
    house.append("t", "SELECT i AS k, 0::BIGINT AS v FROM range(4) r(i)");
    RowChange change =
        update(
            where("k = 1", "k = 10", "v = v + 1"),
            where("k >= 2", "v = v + 10"),
            where("v = 11", "v = -k"));
    assertThat(change).isEqualTo(new RowChange(1, true, 5));
    assertThat(house.rows("t")).containsExactly("0|0", "2|10", "3|10", "10|-10");
    assertThat(house.commit("t", 1)).contains("\"numUpdatedRows\":\"3\"");
  }

  @Test
  void rowsAreMarkedAndFollowersAreTold() {
    create(
        FEATURES,
        FIELDS,
        Map.of("delta.enableDeletionVectors", "true", "delta.enableChangeDataFeed", "true"));
    house.append("t", "SELECT i AS k, 'old' AS v FROM range(10) r(i)");
    update(where("k < 2", "v = 'new'"));
    assertThat(house.changes("t", 2, 2))
        .containsExactly(
            "0|new|update_postimage",
            "0|old|update_preimage",
            "1|new|update_postimage",
            "1|old|update_preimage");
    assertThat(house.commit("t", 2)).contains("\"numCopiedRows\":\"0\"", "\"cardinality\":2");
    // Whole files change too, and are told as updates all the same.
    update(where("true", "v = 'all'"));
    assertThat(house.changes("t", 3, 3)).hasSize(20).allMatch(row -> row.contains("|update_"));
    assertThat(house.rowCount("t")).isEqualTo(10);
  }

  @Test
  void rulesOfTheTableAreKept() {
    create(
        PLAIN,
        field("n", "long", "{}")
            + ","
            + field("double", "long", "{\"delta.generationExpression\":\"n * 2\"}"),
        Map.of("delta.constraints.small", "n < 100"));
    house.append("t", "SELECT i AS n FROM range(3) r(i)");
    update(where("n = 1", "n = 50"));
    assertThat(house.rows("t")).containsExactly("0|0", "2|4", "50|100");
    assertRefused(() -> update(where("n = 2", "n = 100")), ErrorCode.VALUE_REFUSED, "'small'");
    assertRefused(() -> update(where("n = 2", "double = 5")), ErrorCode.VALUE_REFUSED, "'double'");
    assertThat(house.version("t")).isEqualTo(2);
    assertThat(house.rows("t")).containsExactly("0|0", "2|4", "50|100");
  }

  @Test
  void whatTheTableForbidsIsRefused() {
    create(PLAIN, FIELDS, Map.of("delta.appendOnly", "true"));
    house.append("t", "SELECT 1::BIGINT AS k, 'a' AS v");
    assertRefused(
        () -> update(where("k = 1", "v = 'b'")), ErrorCode.OPTION_UNSUPPORTED, "appendOnly");
    house.append("plain", "SELECT 1::BIGINT AS k, 'a' AS v");
    assertRefused(
        () ->
            house.storage.update(
                table("plain"), List.of(where("k = 1", "k = CAST(v AS BIGINT)")), StopSignal.NEVER),
        ErrorCode.QUERY_FAILED,
        "a");
    assertThat(house.filesUnder("plain")).filteredOn(file -> file.endsWith("parquet")).hasSize(1);
  }

  @Test
  void hotRowsAreUpdatedToo() {
    house.reopen(DeltaHouse.hotSettings(directory));
    house.append("t", "SELECT 1::BIGINT AS k, 'cold' AS v");
    house.hot("t", "SELECT 2::BIGINT AS k, 'hot' AS v", CommitMarks.NONE);
    assertThat(update(where("true", "v = 'new'")).rows()).isEqualTo(2);
    assertThat(house.rows("t")).containsExactly("1|new", "2|new");
  }
}

package dev.vane.storage.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.UnreadableTable;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/** Tables with logs that another program wrote, sound, unusual, or hostile. */
class ForeignTablesTest {
  private static final String PLAIN =
      "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}";
  private static final String INTEGER_A = field("a", "integer", "{}");

  private DeltaHouse house;

  @BeforeEach
  void open(@TempDir Path temporary) {
    house = new DeltaHouse(temporary);
  }

  @AfterEach
  void close() {
    house.close();
  }

  static String field(String name, String type, String metadata) {
    return "{\"name\":\"%s\",\"type\":\"%s\",\"nullable\":true,\"metadata\":%s}"
        .formatted(name, type, metadata);
  }

  private static String features(String feature) {
    return "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"%s\"],\"writerFeatures\":[\"%s\"]}}"
        .formatted(feature, feature);
  }

  static String metadata(String fields, Map<String, String> properties, String... partitions) {
    StringBuilder configuration = new StringBuilder();
    properties.forEach(
        (key, value) ->
            configuration
                .append(configuration.isEmpty() ? "" : ",")
                .append("\"%s\":\"%s\"".formatted(key, value)));
    String schema =
        "{\"type\":\"struct\",\"fields\":[%s]}"
            .formatted(fields)
            .replace("\\", "\\\\")
            .replace("\"", "\\\"");
    String columns =
        String.join(",", List.of(partitions).stream().map(name -> "\"" + name + "\"").toList());
    return ("{\"metaData\":{\"id\":\"7f7f7f7f-0000-4000-8000-000000000000\",\"format\":{\"provider\":\"parquet\","
            + "\"options\":{}},\"schemaString\":\"%s\",\"partitionColumns\":[%s],\"configuration\":{%s}}}")
        .formatted(schema, columns, configuration);
  }

  private static String add(String path, String partition, String more) {
    return "{\"add\":{\"path\":\"%s\",\"partitionValues\":{%s},\"size\":1,\"modificationTime\":1,\"dataChange\":true%s}}"
        .formatted(path, partition, more);
  }

  private void log(String folder, String... actions) {
    try {
      Path log = Files.createDirectories(house.root.resolve(folder).resolve("_delta_log"));
      Files.writeString(log.resolve("%020d.json".formatted(0)), String.join("\n", actions) + "\n");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void parquet(String file, String query) {
    try (var connection = house.engine.connect()) {
      connection.execute(
          "COPY (%s) TO '%s' (FORMAT parquet)".formatted(query, house.root.resolve(file)));
    }
  }

  private String reason(String table) {
    return house.storage.unreadableTables().stream()
        .filter(refused -> refused.table().name().equals(table))
        .map(UnreadableTable::reason)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tablesThatCannotBeReadAreNamedAndOthersGoOn() {
    log("unknown", features("timeCrystals"), metadata(INTEGER_A, Map.of()));
    log("variant", features("variantType"), metadata(INTEGER_A, Map.of()));
    log("future", PLAIN.replace("1,", "9,"), metadata(INTEGER_A, Map.of()));
    log("void", PLAIN, metadata(field("v", "void", "{}"), Map.of()));
    log("broken", "{\"protocol\":", metadata(INTEGER_A, Map.of()));
    log("nothing", PLAIN);
    house.append("good", "SELECT 1 AS a");

    assertThat(house.storage.tables()).containsExactly(DeltaHouse.table("good"));
    assertThat(reason("unknown")).contains("timeCrystals");
    assertThat(reason("variant")).contains("variantType");
    assertThat(reason("future")).contains("protocol");
    assertThat(reason("void")).containsIgnoringCase("void");
    assertThat(reason("broken")).contains("'broken'");
    assertThat(reason("nothing")).contains("'nothing'");
    assertThat(house.storage.unreadableTables()).hasSize(6);
    DeltaStorageTest.assertRefused(
        () -> house.rows("unknown"), ErrorCode.TABLE_UNREADABLE, "timeCrystals");
    DeltaStorageTest.assertRefused(
        () -> house.append("unknown", "SELECT 1 AS a"), ErrorCode.TABLE_UNREADABLE, "timeCrystals");
  }

  @Test
  void pathsOutOfTheTableAreNotFollowed() throws IOException {
    house.append("other", "SELECT 1 AS a");
    String secret =
        house.filesUnder("other").stream()
            .filter(f -> f.endsWith("parquet"))
            .findFirst()
            .orElseThrow();
    log("up", PLAIN, metadata(INTEGER_A, Map.of()), add("../other/" + secret, "", ""));
    log("encoded", PLAIN, metadata(INTEGER_A, Map.of()), add("%2e%2e/other/" + secret, "", ""));
    log("absolute", PLAIN, metadata(INTEGER_A, Map.of()), add("/etc/passwd", "", ""));
    log("uri", PLAIN, metadata(INTEGER_A, Map.of()), add("file:///etc/passwd", "", ""));
    log("remote", PLAIN, metadata(INTEGER_A, Map.of()), add("s3://bucket/x.parquet", "", ""));
    log("link", PLAIN, metadata(INTEGER_A, Map.of()), add("x.parquet", "", ""));
    log("linkdir", PLAIN, metadata(INTEGER_A, Map.of()), add("d/" + secret, "", ""));
    Files.createSymbolicLink(
        house.root.resolve("link/x.parquet"), house.root.resolve("other").resolve(secret));
    Files.createSymbolicLink(house.root.resolve("linkdir/d"), house.root.resolve("other"));
    Files.createSymbolicLink(house.root.resolve("linked"), house.root.resolve("other"));

    for (String table : List.of("up", "encoded", "absolute", "uri", "remote", "link", "linkdir")) {
      DeltaStorageTest.assertRefused(
          () -> house.rows(table), ErrorCode.TABLE_UNREADABLE, "outside the table's folder");
    }
    assertThat(reason("linked")).contains("symbolic link");
    assertThat(house.rows("other")).containsExactly("1");
  }

  @Test
  void missingDataFileIsAnErrorAndNeverTakenForAPattern() {
    house.append("t", "SELECT 1 AS a");
    log("glob", PLAIN, metadata(INTEGER_A, Map.of()), add("*.parquet", "", ""));
    parquet("glob/x.parquet", "SELECT 5::INTEGER AS a");
    DeltaStorageTest.assertRefused(
        () -> house.rows("glob"), ErrorCode.STORAGE_CORRUPT, "*.parquet");
  }

  @Test
  void namesWithPatternsAndEscapesAreReadLiterally() {
    log("we[i]rd*", PLAIN, metadata(INTEGER_A, Map.of()), add("a%5Bb%5D%20c%3F.parquet", "", ""));
    parquet("we[i]rd*/a[b] c?.parquet", "SELECT 5::INTEGER AS a");
    assertThat(house.rows("we[i]rd*")).containsExactly("5");
  }

  @Test
  void missingAndNarrowerColumnsAreFilledAndCast() {
    log(
        "t",
        PLAIN,
        "",
        metadata(
            String.join(
                ",",
                field("a", "long", "{}"),
                field("b", "string", "{}"),
                field("p", "date", "{}")),
            Map.of(),
            "p"),
        "   ",
        add("1.parquet", "\"p\":\"2024-02-29\"", ""),
        add("2.parquet", "\"p\":null", ""));
    parquet("t/1.parquet", "SELECT 1::INTEGER AS a, 'x' AS extra");
    parquet("t/2.parquet", "SELECT 'y' AS b");

    assertThat(house.rowCount("t")).isEqualTo(2);
    assertThat(
            house.query(
                "SELECT a, b, p::VARCHAR FROM {} ORDER BY ALL", "t", dev.vane.spi.AsOf.LATEST))
        .containsExactly("1|null|2024-02-29", "null|y|null");
    house.append("t", "SELECT 3::BIGINT AS a, 'z' AS b, DATE '2024-03-01' AS p");
    assertThat(house.rowCount("t")).isEqualTo(3);
  }

  @Test
  void mappedColumnsAreReadByNameAndById() {
    String nested =
        "{\"name\":\"s\",\"type\":{\"type\":\"struct\",\"fields\":[%s]},\"nullable\":true,\"metadata\":%s}"
            .formatted(field("x", "integer", mapping(3, "col-x")), mapping(2, "col-s"));
    String fields = field("a b", "integer", mapping(1, "col-a")) + "," + nested;
    for (String mode : List.of("name", "id")) {
      log(
          mode,
          features("columnMapping"),
          metadata(
              fields,
              Map.of("delta.columnMapping.mode", mode, "delta.columnMapping.maxColumnId", "3")),
          add("1.parquet", "", ""),
          add("2.parquet", "", ""));
    }
    String ids =
        " (FORMAT parquet, FIELD_IDS {\"col-a\": 1, \"col-s\": {__duckdb_field_id: 2, \"col-x\": 3}}) --";
    try (var connection = house.engine.connect()) {
      for (String mode : List.of("name", "id")) {
        connection.execute(
            "COPY (SELECT 1::INTEGER AS \"col-a\", {'col-x': 2::INTEGER} AS \"col-s\") TO '"
                + house.root.resolve(mode + "/1.parquet")
                + "'"
                + ids);
        connection.execute(
            "COPY (SELECT 3::INTEGER AS \"col-a\") TO '"
                + house.root.resolve(mode + "/2.parquet")
                + "' (FORMAT parquet, FIELD_IDS {\"col-a\": 1})");
      }
    }
    for (String mode : List.of("name", "id")) {
      assertThat(
              house.query(
                  "SELECT \"a b\", s.x, s FROM {} ORDER BY 1", mode, dev.vane.spi.AsOf.LATEST))
          .containsExactly("1|2|{\"x\":2}", "3|null|null");
    }
    for (String mode : List.of("name", "id")) {
      house.append(mode, "SELECT 5 AS \"a b\", {'x': 7} AS s");
      house.append(mode, "SELECT 6 AS \"a b\", NULL::STRUCT(x INTEGER) AS s");
      assertThat(house.query("SELECT \"a b\", s.x FROM {} ORDER BY 1", mode, AsOf.LATEST))
          .containsExactly("1|2", "3|null", "5|7", "6|null");
      assertThat(house.commit(mode, 1)).contains("\\\"col-s\\\":{\\\"col-x\\\":7}");
      assertThat(fieldIds(mode)).containsEntry("col-a", 1L).containsEntry("col-x", 3L);
      DeltaStorageTest.assertRefused(
          () ->
              house.write(
                  mode,
                  "SELECT 1 AS \"a b\", {'x': 1} AS s, 2 AS more",
                  WriteOptions.append().withSchemaMode(SchemaMode.MERGE)),
          ErrorCode.OPTION_UNSUPPORTED,
          "columnMapping");
    }
  }

  /** Of the columns in the files that were written here, by name. */
  private Map<String, Long> fieldIds(String folder) {
    Map<String, Long> ids = new java.util.HashMap<>();
    for (String file : house.filesUnder(folder)) {
      if (file.startsWith("part-")) {
        try (var connection = house.engine.connect()) {
          connection
              .query(
                  "SELECT name, field_id FROM parquet_schema('%s') WHERE field_id IS NOT NULL"
                      .formatted(house.root.resolve(folder).resolve(file)),
                  row -> Map.entry(row.getString(1), row.getLong(2)))
              .forEach(id -> ids.put(id.getKey(), id.getValue()));
        }
      }
    }
    return ids;
  }

  private static String mapping(int id, String name) {
    return "{\"delta.columnMapping.id\":%d,\"delta.columnMapping.physicalName\":\"%s\"}"
        .formatted(id, name);
  }

  @Test
  void mappedFlatTablesAreWrittenUnderTheirPhysicalNames() {
    log(
        "t",
        features("columnMapping"),
        metadata(
            field("a", "integer", mapping(1, "col-a"))
                + ","
                + field("p", "string", mapping(2, "col-p")),
            Map.of("delta.columnMapping.mode", "name", "delta.columnMapping.maxColumnId", "2"),
            "p"));
    house.append("t", "SELECT 1 AS a, 'x' AS p");
    assertThat(house.rows("t")).containsExactly("1|x");
    assertThat(house.commit("t", 1))
        .contains("\"partitionValues\":{\"col-p\":\"x\"}", "\\\"col-a\\\":1");
  }

  @Test
  void deletedRowsAreLeftOut() throws IOException {
    String vector = inlineVector(1, 3, 4);
    log(
        "t",
        features("deletionVectors"),
        metadata(INTEGER_A, Map.of()),
        add("1.parquet", "", ",\"stats\":\"{\\\"numRecords\\\":6}\",\"deletionVector\":" + vector),
        add("2.parquet", "", ",\"stats\":\"{\\\"numRecords\\\":2}\""));
    parquet("t/1.parquet", "SELECT i::INTEGER AS a FROM range(6) r(i)");
    parquet("t/2.parquet", "SELECT i::INTEGER AS a FROM range(10, 12) r(i)");

    assertThat(house.rows("t")).containsExactly("0", "2", "5", "10", "11");
    assertThat(house.rowCount("t")).isEqualTo(5);
    house.append("t", "SELECT 20 AS a");
    assertThat(house.rowCount("t")).isEqualTo(6);
    house.write("t", "SELECT 7 AS a", WriteOptions.of(WriteMode.OVERWRITE));
    assertThat(house.rows("t")).containsExactly("7");
  }

  /** A vector within the log: the positions as 64-bit portable Roaring bitmap, in Z85 text. */
  private static String inlineVector(int... positions) throws IOException {
    RoaringBitmap bitmap = RoaringBitmap.bitmapOf(positions);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(1681511377)
            .putLong(1)
            .putInt(0)
            .array());
    bitmap.serialize(new java.io.DataOutputStream(bytes));
    int size = bytes.size();
    while (bytes.size() % 4 != 0) {
      bytes.write(0);
    }
    return "{\"storageType\":\"i\",\"pathOrInlineDv\":\"%s\",\"sizeInBytes\":%d,\"cardinality\":%d}"
        .formatted(z85(bytes.toByteArray()), size, positions.length);
  }

  private static String z85(byte[] bytes) {
    String digits =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    StringBuilder text = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      long value = buffer.getInt() & 0xffffffffL;
      char[] group = new char[5];
      for (int index = 4; index >= 0; index--) {
        group[index] = digits.charAt((int) (value % 85));
        value /= 85;
      }
      text.append(group);
    }
    return text.toString();
  }

  @Test
  void notNullColumnsRefuseNulls() {
    log(
        "t",
        PLAIN,
        metadata(INTEGER_A.replace("true", "false") + "," + field("b", "string", "{}"), Map.of()));
    house.append("t", "SELECT 1 AS a, NULL::VARCHAR AS b");
    DeltaStorageTest.assertRefused(
        () -> house.append("t", "SELECT NULL::INTEGER AS a, 'x' AS b"),
        ErrorCode.VALUE_REFUSED,
        "'a'");
    assertThat(house.filesUnder("t").stream().filter(f -> f.endsWith(".parquet"))).hasSize(1);
  }

  @Test
  void ruledTablesAreReadAndNotWritten() {
    log(
        "t",
        PLAIN.replace("\"minWriterVersion\":2", "\"minWriterVersion\":3"),
        metadata(INTEGER_A, Map.of("delta.constraints.positive", "sqrt(a) > 0")));
    assertThat(house.rows("t")).isEmpty();
    DeltaStorageTest.assertRefused(
        () -> house.append("t", "SELECT 1 AS a"),
        ErrorCode.OPTION_UNSUPPORTED,
        "'t'",
        "'positive'");
    log("appendonly", PLAIN, metadata(INTEGER_A, Map.of("delta.appendOnly", "true")));
    house.append("appendonly", "SELECT 1 AS a");
    DeltaStorageTest.assertRefused(
        () -> house.write("appendonly", "SELECT 2 AS a", WriteOptions.of(WriteMode.OVERWRITE)),
        ErrorCode.OPTION_UNSUPPORTED,
        "'appendonly'");
    assertThat(house.rows("appendonly")).containsExactly("1");
  }

  @Test
  void rulesOfColumnsThatCannotBeKeptAreNamed() {
    Map.of(
            "generated", "{\"delta.generationExpression\":\"rand()\"}",
            "identity", "{\"delta.identity.start\":1,\"delta.identity.step\":1}",
            "invariant", "{\"delta.invariants\":\"{}\"}",
            "default", "{\"CURRENT_DEFAULT\":\"1\"}")
        .forEach(
            (table, rule) -> {
              log(
                  table,
                  PLAIN,
                  metadata(field("a", "integer", rule.replace("\"{}\"", "\"x\"")), Map.of()));
              assertThat(house.rows(table)).isEmpty();
              DeltaStorageTest.assertRefused(
                  () -> house.append(table, "SELECT 1 AS a"),
                  ErrorCode.OPTION_UNSUPPORTED,
                  "'" + table + "'",
                  "'a'");
            });
  }

  @Test
  void tablesOfOneNameIgnoringCaseAreServedOnce() {
    log("Trades", PLAIN, metadata(INTEGER_A, Map.of()));
    log("trades", PLAIN, metadata(INTEGER_A, Map.of()));
    assertThat(house.storage.tables()).containsExactly(DeltaHouse.table("Trades"));
    assertThat(reason("trades")).contains("rename the folder trades");
  }
}

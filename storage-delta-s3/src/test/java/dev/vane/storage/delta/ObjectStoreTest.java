package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaHouse.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vane.spi.AsOf;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.RowCondition;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.ConvertRequest;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.spi.maintenance.OptimizeRequest;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.TableMaintenance;
import dev.vane.spi.maintenance.VacuumReport;
import dev.vane.spi.maintenance.VacuumRequest;
import dev.vane.storage.delta.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What tables in an object store are held to besides the contract of every backend. */
class ObjectStoreTest {
  private static S3Server server;

  @TempDir Path directory;

  @BeforeAll
  static void startServer(@TempDir Path folder) throws IOException {
    server = S3Server.start(folder);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private DeltaHouse open(String prefix, String local) {
    return new DeltaHouse(directory.resolve(local), server.settings(prefix));
  }

  private static TableMaintenance maintenance(DeltaHouse house) {
    return ((MaintainedStorage) house.storage).maintenance();
  }

  @Test
  void aTableIsWrittenChangedMaintainedAndReadElsewhere() {
    List<String> rows;
    try (DeltaHouse house = open("life", "one")) {
      WriteOptions byPlace = WriteOptions.append().withPartitionBy(List.of("p"));
      house.write(
          table("t"),
          "SELECT i AS id, ['a b', 'c/d%20', 'ü'][1 + i % 3] AS p FROM range(9) r(i)",
          byPlace);
      house.append("t", "SELECT 9::BIGINT AS id, 'a b' AS p");
      List<String> before = house.rows("t");
      house.write("t", "SELECT 1::BIGINT AS id, 'moved' AS p", WriteOptions.upsert(List.of("id")));
      maintenance(house)
          .delete(
              table("t"),
              new RowCondition(new SqlQuery("id >= ?", List.of(8L)), List.of()),
              Progress.NONE);
      maintenance(house)
          .optimize(
              table("t"), new OptimizeRequest(List.of("id"), OptionalLong.empty()), Progress.NONE);
      maintenance(house).checkpoint(table("t"));
      rows = house.rows("t");
      assertThat(rows).hasSize(8).contains("1|moved").doesNotContain("8|ü");
      assertThat(house.rows("t", new AsOf.Version(1))).isEqualTo(before);
      assertThat(house.changes("t", 1, 1)).containsExactly("9|a b|insert");
      VacuumReport vacuum =
          maintenance(house)
              .vacuum(
                  table("t"),
                  new VacuumRequest(Optional.of(Duration.ZERO), true, false),
                  Progress.NONE);
      assertThat(vacuum.files()).isPositive();
      assertThat(house.rows("t")).isEqualTo(rows);
      assertThat(maintenance(house).describe(table("t")).location()).isEqualTo("s3://lake/life/t");
    }
    assertThat(server.keys("life/"))
        .contains("life/t/_delta_log/%020d.json".formatted(0))
        .allMatch(key -> key.startsWith("life/t/"))
        .noneMatch(key -> key.contains("vane-tmp") || key.contains("probe"));
    try (DeltaHouse elsewhere = open("life", "two")) {
      assertThat(elsewhere.storage.tables()).containsExactly(table("t"));
      assertThat(elsewhere.rows("t")).isEqualTo(rows);
      assertThatThrownBy(() -> elsewhere.rows("t", new AsOf.Version(1)))
          .isInstanceOfSatisfying(
              VaneException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND));
    }
  }

  @Test
  void fourWritersLoseNoCommit() throws Exception {
    int writers = 4;
    int commits = 6;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<DeltaHouse> houses = new ArrayList<>();
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        DeltaHouse house = open("many", "writer" + writer);
        houses.add(house);
        String name = "writer" + writer;
        tasks.add(
            () -> {
              for (int commit = 0; commit < commits; commit++) {
                house.append("t", "SELECT '%s' AS w, %d AS i".formatted(name, commit));
              }
              return null;
            });
      }
      for (Future<Void> task : threads.invokeAll(tasks)) {
        task.get();
      }
      for (DeltaHouse house : houses) {
        assertThat(house.rowCount("t")).isEqualTo((long) writers * commits);
        assertThat(house.version("t")).isEqualTo((long) writers * commits - 1);
        assertThat(house.rows("t")).hasSize(writers * commits).doesNotHaveDuplicates();
      }
    } finally {
      threads.shutdownNow();
      houses.forEach(DeltaHouse::close);
    }
  }

  @Test
  void copiesTakeABoundedPlaceAndOnlyWhatIsNeededIsFetched() throws IOException {
    try (DeltaHouse writer = open("bounded", "writer")) {
      for (int day = 0; day < 12; day++) {
        writer.append(
            "t", "SELECT %d AS day, md5(i::VARCHAR) AS noise FROM range(2000) r(i)".formatted(day));
      }
    }
    Map<String, String> small = new HashMap<>(server.settings("bounded"));
    small.put("s3_cache", "200000");
    Path local = directory.resolve("reader");
    try (DeltaHouse reader = new DeltaHouse(local, small)) {
      for (int day = 0; day < 12; day++) {
        String relation =
            reader
                .relation(
                    "t",
                    new ColumnCondition("day", ColumnCondition.Operator.EQUAL, List.of((long) day)))
                .sql();
        assertThat(relation).isNotEmpty();
        assertThat(copies(local)).isBetween(1L, 200_000L);
      }
      assertThatThrownBy(() -> reader.rows("t"))
          .isInstanceOfSatisfying(
              VaneException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_FILE_CACHE);
                assertThat(e.text()).contains("delta_config.s3_cache");
              });
      assertThat(reader.rowCount("t")).isEqualTo(24_000);
    }
  }

  private static long copies(Path local) throws IOException {
    try (Stream<Path> files = Files.walk(local.resolve("delta"))) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  @Test
  void aStoreThatGoesAwayRefusesRetryablyAndLosesNothing(@TempDir Path folder) throws IOException {
    try (S3Server away = S3Server.start(folder)) {
      Map<String, String> settings = away.settings("away");
      settings.putAll(DeltaHouse.hotSettings(directory));
      try (DeltaHouse house = new DeltaHouse(directory, settings)) {
        house.append("t", "SELECT 1 AS a");
        house.hot("t", "SELECT 2 AS a", CommitMarks.NONE);
        away.stop();
        for (org.assertj.core.api.ThrowableAssert.ThrowingCallable use :
            List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                () -> house.append("t", "SELECT 3 AS a"),
                () -> house.rows("t"),
                () -> house.storage.tables(),
                () -> maintenance(house).flush(table("t"), Progress.NONE))) {
          assertThatThrownBy(use)
              .isInstanceOfSatisfying(
                  VaneException.class,
                  e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
                    assertThat(e.code().retryable()).isTrue();
                  });
        }
        away.restart();
        house.append("t", "SELECT 3 AS a");
        assertThat(house.rows("t")).containsExactly("1", "2", "3");
        maintenance(house).flush(table("t"), Progress.NONE);
        assertThat(house.rows("t")).containsExactly("1", "2", "3");
      }
    }
  }

  @Test
  void whatIsWrongAtTheStartIsToldWithARemedyAndWithoutSecrets() throws IOException {
    Map<String, String> wrongKey = server.settings("wrong");
    wrongKey.put(
        "s3_credentials_file",
        Files.writeString(
                directory.resolve("wrong"),
                "[default]\naws_access_key_id = %s\naws_secret_access_key = not-the-secret\n"
                    .formatted(S3Server.ACCESS_KEY))
            .toString());
    refused(wrongKey, ErrorCode.STORE_REFUSED, "credentials");
    Map<String, String> noCredentials = server.settings("none");
    noCredentials.put(
        "s3_credentials_file", Files.writeString(directory.resolve("empty"), "").toString());
    refused(noCredentials, ErrorCode.STORE_REFUSED, "AWS_ACCESS_KEY_ID");
    Map<String, String> noBucket = server.settings("x");
    noBucket.put("location", "s3://no-such-bucket/x");
    refused(noBucket, ErrorCode.STORE_MISSING, "no-such-bucket");
    Map<String, String> noServer = server.settings("x");
    noServer.put("s3_endpoint", "http://127.0.0.1:1");
    refused(noServer, ErrorCode.STORE_UNAVAILABLE, "delta_config.s3_endpoint");
    Map<String, String> noLocation = server.settings("x");
    noLocation.put("location", "s3://UPPER/x");
    refused(noLocation, ErrorCode.CONFIGURATION_INVALID, "s3://bucket/prefix");
    Map<String, String> standalone = server.settings("x");
    standalone.put("location", "gs://bucket/x");
    refused(standalone, ErrorCode.CONFIGURATION_INVALID, "s3://");
  }

  private void refused(Map<String, String> settings, ErrorCode code, String remedy) {
    assertThatThrownBy(() -> new DeltaHouse(directory.resolve("refused"), settings).close())
        .isInstanceOfSatisfying(
            VaneException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.text()).contains(remedy).doesNotContain("secret");
            });
  }

  @Test
  void aLogThatNamesAFileOfAnotherTableIsRefused() {
    try (DeltaHouse house = open("hostile", "local")) {
      house.append("t", "SELECT 1 AS a");
      house.append("secret", "SELECT 42 AS a");
      String file =
          server.keys("hostile/secret/part-").get(0).substring("hostile/secret/".length());
      for (String path : List.of("../secret/" + file, "s3://lake/hostile/secret/" + file)) {
        long version = 1;
        try (S3Client client = server.client()) {
          client.putObject(
              request ->
                  request
                      .bucket(S3Server.BUCKET)
                      .key("hostile/t/_delta_log/%020d.json".formatted(version)),
              RequestBody.fromString(
                  "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":1,\"modificationTime\":0,\"dataChange\":true}}\n"
                      .formatted(path)));
        }
        assertThatThrownBy(() -> house.rows("t"))
            .isInstanceOfSatisfying(
                VaneException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_UNREADABLE));
      }
      assertThat(house.rows("secret")).containsExactly("42");
    }
  }

  @Test
  void aFolderOfParquetFilesInTheBucketBecomesATable() {
    try (DeltaHouse house = open("convert", "local")) {
      house.append("source", "SELECT 7 AS a");
      String source = server.keys("convert/source/part-").get(0);
      try (S3Client client = server.client()) {
        client.copyObject(
            request ->
                request
                    .sourceBucket(S3Server.BUCKET)
                    .sourceKey(source)
                    .destinationBucket(S3Server.BUCKET)
                    .destinationKey("convert/found/a.parquet"));
      }
      maintenance(house).convert(table("found"), new ConvertRequest(List.of()), Progress.NONE);
      assertThat(house.rows("found")).containsExactly("7");
    }
  }
}

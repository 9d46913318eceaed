package dev.vane.config;

import static dev.vane.config.Configurations.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationProblemsTest {
  private final Path folder;

  ConfigurationProblemsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void allProblemsOfAllSourcesComeAtOnce() {
    String yaml =
        """
        flight:
          prot: 8889
          port: high
        limits:
          query_time: 30
        """;

    assertThat(
            problems(
                folder,
                yaml,
                Map.of("VANE_HTTP_PROT", "1", "VANE_DUCKDB_THREADS", "many"),
                Map.of("data_dri", "x")))
        .containsExactlyInAnyOrder(
            "vane.yaml:2: flight.prot: There is no such setting. Did you mean 'flight.port'?",
            "VANE_HTTP_PROT: There is no such setting. Did you mean" + " VANE_HTTP_PORT?",
            "command line: data_dri: There is no such setting. Did you mean 'data_dir'?",
            "vane.yaml:3: flight.port: 'high' is not a whole number. Write digits only, from 0 to"
                + " 65535.",
            "VANE_DUCKDB_THREADS: duckdb.threads: 'many' is not a whole number. Write digits only,"
                + " from 0 to 1024.",
            "vane.yaml:5: limits.query_time: '30' has no unit. Write one of d, h, m, s, ms after"
                + " the number.");
  }

  @Test
  void exceptionListsItsProblems() {
    assertThatThrownBy(() -> Configurations.load(folder, "{a: 1, b: 2}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("The configuration has 2 problems:\n  - ")
        .hasMessageContaining("vane.yaml:1: a: There is no such setting.");
  }

  @Test
  void overriddenValueIsCheckedAllTheSame() {
    assertThat(problems(folder, "flight: {port: 99999}", Map.of(), Map.of("flight.port", "1")))
        .containsExactly("vane.yaml:1: flight.port: '99999' is out of range. Write 0 to 65535.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "port: 1 | port: There is no such setting. Did you mean 'flight.port' or 'http.port'?",
        "flight.port: 1 | 'flight.port': There is no such setting. Write it as nested keys: flight:"
            + " {port: ...}.",
        "{metrics: {x: 1}} | metrics.x: There is no such setting. Valid here: prefix.",
        "{logging: {leevl: info}} | logging.leevl: There is no such setting. Did you mean"
            + " 'logging.level'?",
        "{streams: {a: {taget_table: t}}} | streams.a.taget_table: There is no such setting. Did you"
            + " mean 'target_table'?",
        "{streams: {a: {partition_by: [x]}}} | streams.a.partition_by: There is no such setting."
            + " Did you mean 'delta_options.partition_by'?",
        "{a b: 1} | 'a b': There is no such setting. Valid here: data_dir, storage_backend,",
      })
  void unknownKeyNamesTheNearest(String yaml, String expected) {
    assertThat(problems(folder, yaml))
        .singleElement()
        .satisfies(problem -> assertThat(problem).startsWith("vane.yaml:1: " + expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{api: {port: 8000}} | api.port: There is no such setting. The setting is called http.port",
        "{api: {host: x}} | api.host: There is no such setting. The setting is called http.host",
        "{api: {enable_metrics: true}} | api.enable_metrics: There is no such setting. Metrics are",
        "{api: {metrics_port: 9090}} | api.metrics_port: There is no such setting. Metrics are",
        "{api: 1} | api: There is no such setting. The settings are called http.host and http.port",
        "{compression: {level: 3}} | compression: There is no such setting. A client chooses",
        "{streams: {a: {compression: {level: 3}}}} | streams.a.compression: There is no such"
            + " setting. A client chooses",
        "{delta_config: {enable_cdc: false}} | delta_config.enable_cdc: There is no such setting."
            + " Change data feeds",
        "{streams: {a: {delta_options: {z_order_by: [x]}}}} | streams.a.delta_options.z_order_by:"
            + " There is no such setting. Tables are not clustered",
        "{streams: {a: {delta_options: {schema_mode: merge}}}} |"
            + " streams.a.delta_options.schema_mode: There is no such setting. The setting is called"
            + " streams.<name>.schema_mode",
      })
  void keysOfArrowportAreRefusedByNameWithOurs(String yaml, String expected) {
    assertThat(problems(folder, yaml))
        .singleElement()
        .satisfies(problem -> assertThat(problem).startsWith("vane.yaml:1: " + expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "flight: 8889 | flight: A value stands where a section is wanted.",
        "{flight: {port: {x: 1}}} | flight.port: A section, a list or a tag stands where",
        "{flight: {port: [1]}} | flight.port: A list stands where one value is wanted.",
        "{flight: {port: }} | flight.port: The value is empty.",
        "{flight: {port: !env PORT}} | flight.port: A section, a list or a tag stands where",
        "{http: {enabled: yes}} | http.enabled: 'yes' is neither true nor false.",
        "{data_dir: ~/vane} | data_dir: '~/vane' begins with ~, which only a shell expands.",
        "{flight: {host: 'http://x'}} | flight.host: 'http://x' is not a host.",
        "{storage_backend: dukdb} | storage_backend: 'dukdb' is not one of the choices. Did you mean"
            + " 'duckdb'?",
        "{streams: {a: {storage_backend: iceberg}}} | streams.a.storage_backend: 'iceberg' is not"
            + " one of the choices. Write one of duckdb, delta, both.",
        "{metrics: {prefix: a-b}} | metrics.prefix: 'a-b' cannot begin the name of a metric.",
        "{limits: {memory: 1}} | limits.memory: '1' is out of range. Write 256MiB to 64TiB.",
        "{limits: {memory: 4Gi}} | limits.memory: '4Gi' is not a size: 'Gi' is not a unit. Write one"
            + " of GiB, GB.",
        "{streams: {'': {}}} | streams.'': The stream name has 0 bytes;",
        "{streams: {auto_create: {}}} | streams.auto_create: A section, a list or a tag",
        "{streams: [a]} | streams: A value stands where a section is wanted.",
        "{[a]: b} | A key is a list or a section.",
        "[a] | The file holds no keys.",
      })
  void wrongShapeOrValueSaysWhatIsWanted(String yaml, String expected) {
    assertThat(problems(folder, yaml))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.replaceFirst("vane.yaml(:1)?: ", "")).startsWith(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "date | One value stands where a list is wanted. Write [date].",
        "[a, A] | The column 'A' stands in it twice, ignoring case.",
        "[a, ''] | The column name has 0 bytes;",
        "[[a]] | A section, a list or a tag stands where",
      },
      quoteCharacter = '`')
  void badPartitionListIsRefused(String list, String expected) {
    assertThat(problems(folder, "streams: {a: {delta_options: {partition_by: " + list + "}}}"))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem)
                    .startsWith("vane.yaml:1: streams.a.delta_options.partition_by: " + expected));
  }

  @Test
  void mergedSectionGivesWhatIsNotSaid() {
    String yaml =
        """
        streams:
          base: &base {chunk_size: 5, schema_mode: merge}
          other: {<<: *base, chunk_size: 6}
        """;

    StreamConfiguration other =
        Configurations.load(folder, yaml)
            .configuration()
            .streams()
            .byName()
            .getOrDefault("other", StreamConfiguration.EMPTY);

    assertThat(other.chunkSize()).contains(6L);
    assertThat(other.schemaMode()).contains("merge");
  }

  @Test
  void repeatedKeyIsRefusedWithBothLines() {
    assertThat(problems(folder, "http:\n  port: 1\n  host: localhost\n  port: 2\n"))
        .containsExactly(
            "vane.yaml:4: http.port: The key stands already in line 2. Remove one of the two.");
  }

  @Test
  void textThatIsNoYamlNamesTheLine() {
    assertThat(problems(folder, "flight:\n  port: 1\n port: 2\n"))
        .singleElement()
        .satisfies(
            problem -> assertThat(problem).startsWith("vane.yaml:3: ").contains("is not YAML"));
  }

  @Test
  void fileThatRefersToItselfIsRefused() {
    assertThat(problems(folder, "streams: {a: &x {delta_options: *x}}"))
        .containsExactly(
            "vane.yaml:1: streams.a.delta_options.delta_options: There is no such setting. Valid"
                + " here: partition_by, compression, target_file_size, empty_partition, auto_compact.");
  }

  @Test
  void secondDocumentInTheFileIsRefused() {
    assertThat(problems(folder, "data_dir: a\n---\ndata_dir: b\n"))
        .singleElement()
        .satisfies(problem -> assertThat(problem).contains("is not YAML"));
  }

  @Test
  void emptyFileAndEmptySectionsAreTheDefaults() {
    assertThat(Configurations.load(folder, "# nothing\n").configuration())
        .isEqualTo(Configurations.DEFAULTS);
    assertThat(Configurations.load(folder, "flight:\nstreams:\n").configuration())
        .isEqualTo(Configurations.DEFAULTS);
  }

  @Test
  void missingFileIsRefused() {
    Path missing = folder.resolve("missing.yaml");

    assertThatThrownBy(() -> loadFile(missing))
        .hasMessageContaining("missing.yaml: The file does not exist.");
    assertThatThrownBy(() -> loadFile(folder)).hasMessageContaining("It is a folder.");
  }

  @Test
  void fileInAnotherEncodingIsRefused() throws IOException {
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'#', (byte) 0xE4, '\n'});

    assertThatThrownBy(() -> loadFile(latin)).hasMessageContaining("The file is not UTF-8 text.");
  }

  @Test
  void variableOfASingleStreamIsExplained() {
    assertThat(problems(folder, "", Map.of("VANE_STREAMS_TRADES_CHUNK_SIZE", "1"), Map.of()))
        .containsExactly(
            "VANE_STREAMS_TRADES_CHUNK_SIZE: There is no such"
                + " setting. Only VANE_STREAMS_AUTO_CREATE can be set so; single streams are"
                + " configured in the YAML file.");
  }

  @ParameterizedTest
  @CsvSource({
    "VANE_SERVICE_HOST",
    "VANE_SERVICE_PORT",
    "VANE_SERVICE_PORT_FLIGHT",
    "VANE_PORT",
    "VANE_PORT_8889_TCP_ADDR",
    "VANE_INGEST_SERVICE_HOST"
  })
  void variableOfAKubernetesServiceIsExplained(String variable) {
    assertThat(problems(folder, "", Map.of(variable, "tcp://10.0.0.1:8889"), Map.of()))
        .singleElement()
        .satisfies(problem -> assertThat(problem).contains("enableServiceLinks: false"));
  }

  private static EffectiveConfiguration loadFile(Path file) {
    return ConfigurationLoader.load(
        new ConfigurationSources(Optional.of(file), Map.of(), Map.of(), Configurations.MACHINE));
  }
}

package dev.vane.config;

import static dev.vane.config.Configurations.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossChecksTest {
  private final Path folder;

  CrossChecksTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "::",
        "192.168.1.1",
        "example.org",
        "127.0.0.1.example.org",
        "localhost.example.org",
        "256.0.0.1",
        "::ffff:10.0.0.1"
      })
  void addressBeyondTheLoopbackNeedsTlsAndAuthenticationOrInsecure(String host) {
    Map<String, String> flags = Map.of("flight.host", host, "http.host", host);
    String tls = "tls: {certificate: c.pem, key: k.pem}";
    assertThat(problems(folder, "", Map.of(), Map.of("flight.host", host)))
        .singleElement()
        .asString()
        .startsWith(
            "command line: flight.host: %s is not a loopback address, and there is neither TLS nor authentication: everyone who reaches the port could read and write."
                .formatted(host))
        .contains("security.tls.certificate")
        .contains("security.insecure: true");
    assertThat(problems(folder, "security: {%s}".formatted(tls), Map.of(), flags))
        .hasSize(2)
        .allMatch(problem -> problem.contains("nobody is authenticated"));
    assertThat(problems(folder, "security: {credentials: them}", Map.of(), flags))
        .hasSize(2)
        .allMatch(problem -> problem.contains("there is no TLS"));
    for (String security :
        List.of(
            "insecure: true",
            tls + ", credentials: them",
            "tls: {certificate: c.pem, key: k.pem, client_ca: a.pem}")) {
      assertThat(problems(folder, "security: {%s}".formatted(security), Map.of(), flags))
          .as(security)
          .isEmpty();
    }
  }

  @Test
  void filesOfTlsHaveNoEffectAlone() {
    assertThat(problems(folder, "security: {tls: {certificate: c.pem}}"))
        .singleElement()
        .asString()
        .contains("security.tls.certificate: It has no effect without security.tls.key.");
    assertThat(problems(folder, "security: {tls: {key: k.pem, client_ca: a.pem}}"))
        .hasSize(2)
        .allMatch(problem -> problem.contains("without security.tls.certificate"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.9.9.9",
        "localhost",
        "LOCALHOST",
        "::1",
        "[::1]",
        "::ffff:127.0.0.1"
      })
  void loopbackAddressIsAccepted(String host) {
    assertThat(problems(folder, "", Map.of(), Map.of("flight.host", host, "http.host", host)))
        .isEmpty();
  }

  @Test
  void hostOfHttpCountsOnlyWhereHttpIsServed() {
    assertThat(problems(folder, "http: {host: 0.0.0.0}")).hasSize(1);
    assertThat(problems(folder, "http: {host: 0.0.0.0, enabled: false}")).isEmpty();
  }

  @Test
  void bothServersCannotHaveOnePort() {
    assertThat(problems(folder, "flight: {port: 8888}"))
        .containsExactly(
            "default: http.port: Flight has the port 8888 too (vane.yaml:1). Give each a port of"
                + " its own, or 0 for a free one.");
    assertThat(problems(folder, "{flight: {port: 0}, http: {port: 0}}")).isEmpty();
    assertThat(problems(folder, "{flight: {port: 8888}, http: {enabled: false}}")).isEmpty();
  }

  @Test
  void noRuleIsCheckedWithAValueThatWasRefused() {
    assertThat(problems(folder, "{flight: {port: x}, http: {port: 8889}}")).hasSize(1);
    assertThat(problems(folder, "{flight: {host: 0.0.0.0}, security: {insecure: maybe}}"))
        .hasSize(1);
  }

  @Test
  void moreMemoryThanTheMachineHasIsRefused() {
    assertThat(problems(folder, "limits: {memory: 17GiB}"))
        .containsExactly(
            "vane.yaml:1: limits.memory: 17GiB is more than the machine or container has: 16GiB."
                + " Set less, leaving some to the system.");
    assertThat(
            ConfigurationLoader.load(ConfigurationSources.ofDefaults(new Machine(1 << 28, 1)))
                .configuration()
                .limits()
                .memory())
        .isEqualTo(1_000_000_000L);
  }

  @Test
  void partsOfTheMemoryAreBelowIt() {
    assertThat(problems(folder, "limits: {memory: 400MiB}"))
        .containsExactly(
            "default: limits.scratch: 512MiB is more than limits.memory, which is 400MiB"
                + " (vane.yaml:1). Lower the one or raise the other.");
    assertThat(problems(folder, "limits: {memory: 300MiB, message_size: 301MiB, scratch: 1MiB}"))
        .hasSize(1);
    assertThat(problems(folder, "limits: {message_size: 64KiB}")).hasSize(1);
  }

  @Test
  void moreStreamsThanTheirLimitAreRefused() {
    assertThat(problems(folder, "{streams: {a: , b: }, limits: {stream_names: 1}}"))
        .containsExactly(
            "vane.yaml:1: limits.stream_names: 2 streams are configured, more than the limit of 1."
                + " Raise the limit.");
  }

  @Test
  void deltaOptionsOfADuckDbStreamAreRefused() {
    String yaml = "streams: {a: {storage_backend: %s, delta_options: {compression: zstd}}}";

    assertThat(problems(folder, yaml.formatted("duckdb")))
        .containsExactly(
            "vane.yaml:1: streams.a.delta_options.compression: The stream's backend is duckdb,"
                + " where it has no effect. Remove delta_options, or set storage_backend: delta.");
    assertThat(problems(folder, yaml.formatted("delta"))).isEmpty();
  }
}

package dev.vane.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in deploy/ is what Prometheus and Grafana can load. */
class DeployFilesTest {
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final Path DASHBOARD = DEPLOY.resolve("grafana").resolve("vane-dashboard.json");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check config prometheus.yml",
        "check rules vane-alerts.yml",
        "test rules vane-alerts-test.yml"
      })
  void promtoolPasses(String command) throws Exception {
    assumeTrue(
        Files.isExecutable(DebianPrometheus.TOOL),
        () -> DebianPrometheus.TOOL + " is not installed (Debian's package prometheus)");
    List<String> line = new ArrayList<>(List.of(DebianPrometheus.TOOL.toString()));
    line.addAll(Arrays.asList(command.split(" ", -1)));

    Process process =
        new ProcessBuilder(line).directory(DEPLOY.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
  }

  @Test
  void everyAlertHasATestInWhichItFires() throws IOException {
    String tests = Files.readString(DEPLOY.resolve("vane-alerts-test.yml"));

    assertThat(
            Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(DEPLOY.resolve("vane-alerts.yml")))
                .results()
                .map(match -> match.group(1)))
        .isNotEmpty()
        .allSatisfy(
            alert ->
                assertThat(tests)
                    .containsPattern(
                        "alertname: " + alert + "\\n\\s+eval_time: \\w+\\n\\s+exp_alerts:\\n"));
  }

  @Test
  void dashboardCanBeImported() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DASHBOARD));
    List<Integer> identifiers = new ArrayList<>();

    for (JsonNode panel : dashboard.get("panels")) {
      identifiers.add(panel.get("id").asInt());
      JsonNode position = panel.get("gridPos");
      assertThat(position.get("x").asInt() + position.get("w").asInt()).isLessThanOrEqualTo(24);
      if (!panel.get("type").asText().equals("row")) {
        assertThat(panel.get("datasource").get("uid").asText()).isEqualTo("${datasource}");
        assertThat(panel.get("targets")).isNotEmpty();
        assertThat(panel.get("title").asText()).isNotBlank();
      }
    }

    assertThat(dashboard.get("uid").asText()).isEqualTo("vane-gateway");
    assertThat(dashboard.has("id")).isFalse();
    assertThat(identifiers).doesNotHaveDuplicates();
  }
}

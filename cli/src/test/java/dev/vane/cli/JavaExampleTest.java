package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.cli.serve.RunningGateway;
import dev.vane.config.ConfigurationLoader;
import dev.vane.config.ConfigurationSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaExampleTest {
  @TempDir Path directory;

  @Test
  void exampleOfTheReadmeRuns() {
    ConfigurationSources sources =
        new ConfigurationSources(
            Optional.empty(),
            Map.of(),
            Map.of(
                "data_dir", directory.resolve("data").toString(),
                "flight.port", "0",
                "http.enabled", "false"),
            ConfigurationOptions.machine());
    try (RunningGateway gateway =
        RunningGateway.start(ConfigurationLoader.load(sources).configuration())) {
      assertThat(JavaExample.sendAndCount(gateway.flightUri())).isEqualTo(2);
    }
  }

  @Test
  void readmeShowsTheExampleThatRuns() throws IOException {
    String source =
        Files.readString(Path.of("src", "test", "java", "dev", "vane", "cli", "JavaExample.java"));
    String example =
        source.substring(
            source.indexOf("// README: begin\n") + "// README: begin\n".length(),
            source.indexOf("// README: end"));
    assertThat(Files.readString(Path.of("..", "README.md")))
        .contains("```java\n" + example.stripIndent() + "```");
  }
}

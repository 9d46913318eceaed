package dev.vane.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of docs/wire.md are commands that the gateway reads, and its actions are all there.
 */
class WirePageTest {
  private static final Path PAGE = Path.of("..", "docs", "wire.md");
  private static final Pattern EXAMPLE =
      Pattern.compile("```json (put|ask)\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  @Test
  void everyExampleIsRead() throws IOException {
    Matcher examples = EXAMPLE.matcher(Files.readString(PAGE));
    int count = 0;
    try (GatewayFixture vane = new GatewayFixture(directory.resolve("data"), Map.of())) {
      while (examples.find()) {
        byte[] command = examples.group(2).getBytes(StandardCharsets.UTF_8);
        boolean put = examples.group(1).equals("put");
        assertThatCode(
                () -> {
                  if (put) {
                    vane.gateway.ingest().parse(command);
                  } else {
                    vane.gateway.queries().parse(command);
                  }
                })
            .doesNotThrowAnyException();
        count++;
      }
    }
    assertThat(count).isGreaterThanOrEqualTo(7);
  }

  @Test
  void everyActionIsListed() throws IOException {
    String page = Files.readString(PAGE);
    try (GatewayFixture vane = new GatewayFixture(directory.resolve("data"), Map.of())) {
      List<String> types =
          vane.gateway.actions().list().stream().map(action -> action.type()).toList();
      assertThat(types).allSatisfy(type -> assertThat(page).contains("| `" + type + "` |"));
    }
  }
}

package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line tells of itself: completions, man pages, settings, profiles of servers. */
class ReferenceCommandsTest {
  @TempDir private Path folder;

  @Test
  void bashUnderstandsTheCompletions() throws Exception {
    Path script =
        Files.writeString(folder.resolve("vane.bash"), CommandRun.of("completion", "bash").out());
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source "
                    + script
                    + " && COMP_WORDS=(vane ing) COMP_CWORD=1 && _complete_vane"
                    + " && echo \"${COMPREPLY[@]}\"")
            .redirectErrorStream(true)
            .start();
    String completed =
        new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(completed).isZero();
    assertThat(completed.strip()).isEqualTo("ingest");
  }

  @Test
  void everyShellHasEveryCommandAndOption() {
    assertThat(CommandRun.of("completion", "zsh").out())
        .isEqualTo(CommandRun.of("completion", "bash").out());
    String fish = CommandRun.of("completion", "fish").out();
    for (String command : Main.commandLine(CommandLineTest.console()).getSubcommands().keySet()) {
      assertThat(fish).contains("-f -a " + command + " -d '");
    }
    assertThat(fish)
        .contains("__fish_seen_subcommand_from ingest' -l types -r")
        .contains("__fish_seen_subcommand_from ingest' -s q -l quiet -d")
        .contains("-f -a show");
    assertThat(fish.lines().filter(line -> line.chars().filter(c -> c == '\'').count() % 2 != 0))
        .allMatch(line -> line.contains("\\'"));
    assertThat(CommandRun.of("completion", "tcsh").exitCode()).isEqualTo(2);
  }

  @Test
  void everyCommandHasAManPage() {
    String all = CommandRun.of("man").out();
    assertThat(all)
        .startsWith(".TH \"VANE\" 1")
        .contains(".SH COMMANDS")
        .contains("\\fBingest\\fR");
    for (String command : Main.commandLine(CommandLineTest.console()).getSubcommands().keySet()) {
      assertThat(all).contains("\\fB" + command + "\\fR");
      CommandRun page = CommandRun.of("man", command);
      assertThat(page.exitCode()).isZero();
      assertThat(page.out()).contains(".SH NAME", ".SH SYNOPSIS").doesNotContain("${");
    }
    assertThat(CommandRun.of("man", "ingest").out())
        .contains("\\fB\\-\\-types\\fR \\fICOLUMN=TYPE\\fR");
    assertThat(CommandRun.of("man", "ingets").err()).contains("ingest");
  }

  @Test
  void configShowTellsEachSettingAndItsOrigin() {
    CommandRun run = CommandRun.of("config", "show", "--flight-port", "9999", "-o", "csv");
    assertThat(run.out()).contains("flight.port,9999,");
    assertThat(CommandRun.of("config", "show").out()).contains("limits.memory");
    assertThat(CommandRun.of("config").exitCode()).isEqualTo(2);
  }

  @Test
  void aProfileNamesAServer() throws IOException {
    write(
        "{\"default\": \"here\", \"servers\": {\"here\": {\"server\": \"grpc://127.0.0.1:1\"},"
            + " \"there\": {\"server\": \"grpc://127.0.0.1:2\", \"http\": \"http://127.0.0.1:3\"}}}");
    assertThat(run("tables").err()).contains("127.0.0.1:1").contains("UNREACHABLE");
    assertThat(run("tables", "--server", "there").err()).contains("127.0.0.1:2");
    assertThat(run("status", "--server", "there").err()).contains("127.0.0.1:3");
    CommandRun unknown = run("tables", "--server", "their");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("there").contains("servers.json");
  }

  @Test
  void aProfileFileThatIsWrongSaysWhereAndWhat() throws IOException {
    write("{\"servres\": {}}");
    assertThat(run("tables").err()).contains("servres").contains("servers");
    write("{\"servers\": {\"a\": {\"http\": \"http://x:1\"}}}");
    assertThat(run("tables").err()).contains("'a'").contains("server");
    write("{\"default\": \"b\", \"servers\": {\"a\": {\"server\": \"grpc://x:1\"}}}");
    assertThat(run("tables").err()).contains("'b'");
    write("{");
    assertThat(run("tables").exitCode()).isEqualTo(2);
  }

  private void write(String profiles) throws IOException {
    Path file = folder.resolve("vane").resolve("servers.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, profiles);
  }

  private CommandRun run(String... arguments) {
    return CommandRun.in(Map.of("XDG_CONFIG_HOME", folder.toString()), arguments);
  }
}

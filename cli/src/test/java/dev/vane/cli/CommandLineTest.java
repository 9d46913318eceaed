package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.cli.terminal.Console;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void anUnknownCommandNamesTheNearestAndIsWrongUsage() {
    CommandRun run = CommandRun.of("tabels");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("tables");
  }

  @Test
  void noCommandIsWrongUsage() {
    assertThat(CommandRun.of().exitCode()).isEqualTo(2);
  }

  @Test
  void anUnreachableServerIsExitCodeFour() {
    CommandRun run = CommandRun.of("tables", "--server", "grpc://127.0.0.1:1");
    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err()).contains("UNREACHABLE").contains("vane serve");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aWrongAddressIsWrongUsage() {
    CommandRun run = CommandRun.of("tables", "--server", "localhost");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("grpc://localhost:8889");
  }

  @Test
  void aMissingFileFailsBeforeAnythingIsSent() {
    CommandRun run =
        CommandRun.of("ingest", "--server", "grpc://127.0.0.1:1", "trades", "no-such.parquet");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("no-such.parquet");
  }

  @Test
  void aPivotNeedsATableAndMeasures() {
    CommandRun run = CommandRun.of("pivot", "trades", "--rows", "region");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--measures");
  }

  @Test
  void everyCommandExplainsItself() {
    for (String command : Main.commandLine(console()).getSubcommands().keySet()) {
      CommandRun run = CommandRun.of(command, "--help");
      assertThat(run.exitCode()).as(command).isZero();
      assertThat(run.out()).as(command).contains("Usage: vane " + command);
    }
  }

  static Console console() {
    return new Console(System.in, System.out, System.err, false, false, 80, java.util.Map.of());
  }
}

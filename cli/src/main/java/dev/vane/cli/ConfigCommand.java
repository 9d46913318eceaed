package dev.vane.cli;

import dev.vane.cli.output.OutputFormat;
import dev.vane.cli.output.RowSource;
import dev.vane.cli.output.SmallTable;
import dev.vane.cli.terminal.Console;
import dev.vane.config.EffectiveConfiguration;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a gateway that is started here would be set to. */
@Command(
    name = "config",
    description = "Look at the settings of a gateway.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand implements Runnable {
  @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), "Say which: vane config show.");
  }

  /** Prints the settings in force, with where each comes from. */
  @Command(
      name = "show",
      description = "Print every setting in force and where it comes from; secrets are masked.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    private final Console console;
    @Mixin private ConfigurationOptions settings = new ConfigurationOptions();
    @Mixin private OutputOption output = new OutputOption();

    Show(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws IOException {
      EffectiveConfiguration effective = settings.load(console.environment());
      if (output.format() == OutputFormat.TABLE) {
        console.out().println(effective.toTable().stripTrailing());
        return ExitCode.DONE;
      }
      try (SmallTable rows = SmallTable.of().text("setting").text("value").text("origin")) {
        effective
            .settings()
            .forEach(setting -> rows.add(setting.name(), setting.value(), setting.origin().text()));
        output.open(console).print(RowSource.of(rows.root()));
      }
      return ExitCode.DONE;
    }
  }
}

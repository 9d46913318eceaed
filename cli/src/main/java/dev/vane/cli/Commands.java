package dev.vane.cli;

import dev.vane.cli.terminal.Console;
import java.util.List;
import picocli.CommandLine;

/** The subcommands, in the order in which help lists them. */
final class Commands {
  private Commands() {}

  static List<Object> all(Console console) {
    return List.of(
        new DemoCommand(console),
        new ServeCommand(console),
        new IngestCommand(console),
        new PivotCommand(console),
        new DrillCommand(console),
        new QueryCommand(console),
        new ScanCommand(console),
        new TablesCommand(console),
        new DescribeCommand(console),
        new StreamsCommand(console),
        new StatusCommand(console),
        new DeltaCommand(console),
        new GenerateCommand(console),
        new CredentialsCommand(console),
        new DoctorCommand(console),
        config(console),
        new CompletionCommand(console),
        new ManCommand(console),
        new VersionCommand(console));
  }

  private static CommandLine config(Console console) {
    return new CommandLine(new ConfigCommand()).addSubcommand(new ConfigCommand.Show(console));
  }
}

package dev.vane.cli;

import dev.vane.cli.terminal.Console;
import java.util.List;

/** The subcommands, in the order in which help lists them. */
final class Commands {
  private Commands() {}

  static List<Object> all(Console console) {
    return List.of(
        new DemoCommand(console),
        new ServeCommand(console),
        new IngestCommand(console),
        new PivotCommand(console),
        new QueryCommand(console),
        new TablesCommand(console),
        new DeltaCommand(console),
        new GenerateCommand(console),
        new DoctorCommand(console),
        new VersionCommand(console));
  }
}

package dev.vane.cli;

import dev.vane.cli.output.OutputFormat;
import dev.vane.cli.output.RowOutput;
import dev.vane.cli.output.RowSource;
import dev.vane.cli.output.SmallTable;
import dev.vane.cli.terminal.Console;
import dev.vane.client.TableDescription;
import dev.vane.client.VaneClient;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells the columns of one table. */
@Command(
    name = "describe",
    description = "Print the columns of a table, its rows and its version.",
    mixinStandardHelpOptions = true)
final class DescribeCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "TABLE", description = "The table: its name, or delta.main.trades.")
  private String table = "";

  @Mixin private ServerOption server = new ServerOption();
  @Mixin private OutputOption output = new OutputOption();

  DescribeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    RowOutput printer = output.open(console);
    try (VaneClient client = server.connect(console)) {
      TableDescription description = client.describe(TablePaths.parse(table));
      try (SmallTable rows = columns(description)) {
        if (output.format() == OutputFormat.TABLE) {
          console
              .out()
              .println(
                  String.join(".", description.path())
                      + amount(description.rows(), " rows")
                      + amount(description.version(), " is its version"));
        }
        printer.print(RowSource.of(rows.root()));
      }
    }
    return ExitCode.DONE;
  }

  /** A table of the columns; the caller's to close. */
  static SmallTable columns(VaneClient client, String name) {
    return columns(client.describe(TablePaths.parse(name)));
  }

  private static SmallTable columns(TableDescription description) {
    SmallTable rows = SmallTable.of().text("column").text("type").text("nullable");
    for (TableDescription.Field field : description.fields()) {
      rows.add(field.name(), field.type(), field.nullable() ? "yes" : "no");
    }
    return rows;
  }

  private static String amount(OptionalLong number, String what) {
    return number.isPresent() ? ", %,d%s".formatted(number.getAsLong(), what) : "";
  }
}

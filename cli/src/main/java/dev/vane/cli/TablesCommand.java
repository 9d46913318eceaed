package dev.vane.cli;

import dev.vane.cli.output.RowOutput;
import dev.vane.cli.output.RowSource;
import dev.vane.cli.output.SmallTable;
import dev.vane.cli.terminal.Console;
import dev.vane.client.TableInfo;
import dev.vane.client.VaneClient;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the tables, or the columns of one. */
@Command(
    name = "tables",
    description = "List the tables, or the columns of one table.",
    mixinStandardHelpOptions = true)
final class TablesCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(arity = "0..1", paramLabel = "TABLE", description = "The table to describe.")
  private Optional<String> table = Optional.empty();

  @Mixin private ServerOption server = new ServerOption();
  @Mixin private OutputOption output = new OutputOption();

  TablesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    RowOutput printer = output.open(console);
    try (VaneClient client = server.connect(console);
        SmallTable rows =
            table.isPresent() ? DescribeCommand.columns(client, table.get()) : tables(client)) {
      printer.print(RowSource.of(rows.root()));
    }
    return ExitCode.DONE;
  }

  private static SmallTable tables(VaneClient client) {
    SmallTable rows =
        SmallTable.of()
            .text("backend")
            .text("schema")
            .text("table")
            .number("rows")
            .number("version");
    for (TableInfo info : client.tables()) {
      rows.add(
          info.path().get(0),
          info.path().get(1),
          info.path().get(2),
          info.rows().isPresent() ? info.rows().getAsLong() : null,
          info.version().isPresent() ? info.version().getAsLong() : null);
    }
    return rows;
  }
}

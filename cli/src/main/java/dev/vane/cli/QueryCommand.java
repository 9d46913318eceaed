package dev.vane.cli;

import dev.vane.cli.output.RowSource;
import dev.vane.cli.terminal.Console;
import dev.vane.client.BatchStream;
import dev.vane.client.VaneClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one read-only statement. */
@Command(
    name = "query",
    description = "Run one read-only SQL statement and print its rows.",
    mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "SQL", description = "The statement; - reads it from standard input.")
  private String sql = "";

  @Option(
      names = "--parameter",
      paramLabel = "VALUE",
      description = "A text for the next ? of the statement; once for each.")
  private List<String> parameters = new ArrayList<>();

  @Mixin private ServerOption server = new ServerOption();
  @Mixin private OutputOption output = new OutputOption();

  QueryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    String statement =
        sql.equals("-")
            ? new String(console.in().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
            : sql;
    var printer = output.open(console);
    try (VaneClient client = server.connect(console);
        BatchStream answer = client.sql(statement, parameters.toArray())) {
      printer.print(RowSource.of(answer));
    }
    return ExitCode.DONE;
  }
}

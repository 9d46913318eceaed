package dev.vane.cli;

import dev.vane.cli.output.OutputFormat;
import dev.vane.cli.output.RowOutput;
import dev.vane.cli.output.TableOutput;
import dev.vane.cli.terminal.Console;
import picocli.CommandLine.Option;

/** The option that says how rows are printed. */
final class OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, json, csv, arrow or parquet (default: ${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TABLE;

  OutputFormat format() {
    return format;
  }

  RowOutput open(Console console) {
    boolean binary = format == OutputFormat.ARROW || format == OutputFormat.PARQUET;
    if (binary && console.outIsTerminal()) {
      throw new UsageException(
          "Arrow and Parquet are not for a terminal. Send them to a file: vane ... --output arrow >"
              + " rows.arrows");
    }
    return format == OutputFormat.TABLE
        ? new TableOutput(
            console.out(), console.err(), console.outIsTerminal() ? console.width() : 0)
        : format.open(console.out());
  }
}

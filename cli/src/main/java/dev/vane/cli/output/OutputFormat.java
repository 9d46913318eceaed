package dev.vane.cli.output;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The forms in which rows are printed. */
public enum OutputFormat {
  TABLE,
  JSON,
  CSV,
  ARROW,
  PARQUET;

  /** An output of this form; a table is printed without limit of width. */
  public RowOutput open(OutputStream out) {
    return switch (this) {
      case TABLE -> {
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        yield new TableOutput(print, print, 0);
      }
      case JSON -> new JsonOutput(out);
      case CSV -> new CsvOutput(out);
      case ARROW -> new ArrowOutput(out);
      case PARQUET -> new ParquetOutput(out);
    };
  }
}

package dev.vane.cli;

import dev.vane.cli.output.OutputFormat;
import dev.vane.cli.output.RowSource;
import dev.vane.cli.source.ParquetFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowReader;

/** The formats that rows are written to a file in, told by the file's name. */
enum TradeFile {
  PARQUET,
  ARROW_FILE,
  ARROW_STREAM,
  CSV,
  JSON;

  /** The format of a file; {@code -} is an Arrow stream. */
  static TradeFile of(String name) {
    if (name.equals("-")) {
      return ARROW_STREAM;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    String ending = lower.substring(lower.lastIndexOf('.') + 1);
    return switch (ending) {
      case "parquet" -> PARQUET;
      case "arrow", "feather" -> ARROW_FILE;
      case "arrows", "ipc" -> ARROW_STREAM;
      case "csv" -> CSV;
      case "json" -> JSON;
      default ->
          throw new UsageException(
              "--output: '"
                  + name
                  + "' does not say its format. End it with .parquet, .arrow, .arrows, .csv or"
                  + " .json.");
    };
  }

  /** Writes all rows; the file is there whole or not at all. */
  void write(ArrowReader rows, Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".unfinished");
    try {
      if (this == PARQUET) {
        ParquetFile.write(rows, unfinished);
      } else {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
          write(rows, out);
        }
      }
      Files.move(unfinished, absolute, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** Writes all rows to a stream, which stays open; not for Parquet. */
  void write(ArrowReader rows, OutputStream out) throws IOException {
    switch (this) {
      case ARROW_FILE -> writeArrowFile(rows, out);
      case ARROW_STREAM -> OutputFormat.ARROW.open(out).print(RowSource.of(rows));
      case CSV -> OutputFormat.CSV.open(out).print(RowSource.of(rows));
      case JSON -> OutputFormat.JSON.open(out).print(RowSource.of(rows));
      case PARQUET -> throw new UsageException("Parquet is written to a file only.");
    }
  }

  private static void writeArrowFile(ArrowReader rows, OutputStream out) throws IOException {
    // Not closed: that would close the reader's root.
    @SuppressWarnings("resource")
    ArrowFileWriter writer =
        new ArrowFileWriter(
            rows.getVectorSchemaRoot(), new MapDictionaryProvider(), Channels.newChannel(out));
    writer.start();
    while (rows.loadNextBatch()) {
      writer.writeBatch();
    }
    writer.end();
  }
}

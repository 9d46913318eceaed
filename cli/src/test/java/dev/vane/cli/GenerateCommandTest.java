package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.cli.source.ColumnTypes;
import dev.vane.cli.source.RowFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"trades.parquet", "trades.arrow", "trades.arrows"})
  void everyFormatHoldsTheSameRows(String name) throws IOException {
    Path file = folder.resolve(name);
    CommandRun run = CommandRun.of("generate", "--rows", "70000", "--output", file.toString());
    assertThat(run.exitCode()).isZero();
    try (RootAllocator allocator = new RootAllocator()) {
      List<String> rows;
      try (RowFile opened = RowFile.open(file, ColumnTypes.AS_FOUND, allocator)) {
        rows = rows(opened.reader());
        assertThat(opened.progress()).isGreaterThan(0.99);
      }
      assertThat(rows).hasSize(70_000).isEqualTo(streamedRows(70_000, allocator));
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void theSeedChoosesTheRowsAndTheirNumberChangesNone() throws IOException {
    try (RootAllocator allocator = new RootAllocator()) {
      List<String> few = streamedRows(100, allocator);
      assertThat(streamedRows(200, allocator).subList(0, 100)).isEqualTo(few);
      assertThat(few.get(0))
          .isEqualTo(
              "1|1787958054013270|20693|EMEA|France|Structured|B-20|A. Adler|Global Growth"
                  + "|Commodity|BRENT|SELL|314|35.85|11256.90|-1009.59");
      byte[] other = CommandRun.of("generate", "--rows", "100", "--seed", "7", "-o", "-").bytes();
      assertThat(rowsOf(other, allocator)).isNotEqualTo(few);
    }
  }

  @Test
  void someDesksAndProfitsAreNull() throws IOException {
    try (RootAllocator allocator = new RootAllocator()) {
      List<String> rows = streamedRows(1_000, allocator);
      assertThat(rows).anyMatch(row -> row.matches("([^|]*\\|){5}null\\|.*"));
      assertThat(rows).anyMatch(row -> row.endsWith("|null"));
    }
  }

  @Test
  void refusesAFormatThatItDoesNotKnow() {
    CommandRun run = CommandRun.of("generate", "--output", "trades.xlsx");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'trades.xlsx'").contains(".parquet");
  }

  @Test
  void writesCsvThatSpreadsheetsRead() throws IOException {
    Path file = folder.resolve("trades.csv");
    CommandRun.of("generate", "--rows", "2", "--output", file.toString());
    assertThat(Files.readAllLines(file))
        .hasSize(3)
        .first()
        .asString()
        .startsWith("trade_id,ts,trade_date,region,");
  }

  private static List<String> streamedRows(int rows, RootAllocator allocator) throws IOException {
    CommandRun run = CommandRun.of("generate", "--rows", Integer.toString(rows), "-o", "-");
    return rowsOf(run.bytes(), allocator);
  }

  private static List<String> rowsOf(byte[] stream, RootAllocator allocator) throws IOException {
    try (ArrowStreamReader reader =
        new ArrowStreamReader(new ByteArrayInputStream(stream), allocator)) {
      return rows(reader);
    }
  }

  private static List<String> rows(ArrowReader reader) throws IOException {
    List<String> rows = new ArrayList<>();
    VectorSchemaRoot root = reader.getVectorSchemaRoot();
    while (reader.loadNextBatch()) {
      for (int row = 0; row < root.getRowCount(); row++) {
        StringBuilder text = new StringBuilder();
        for (FieldVector vector : root.getFieldVectors()) {
          text.append(text.isEmpty() ? "" : "|").append(vector.getObject(row));
        }
        rows.add(text.toString());
      }
    }
    return rows;
  }
}

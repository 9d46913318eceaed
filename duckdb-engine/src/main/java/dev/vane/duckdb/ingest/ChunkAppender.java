package dev.vane.duckdb.ingest;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * A chunk's way into a table by DuckDB's appender, value by value. A statement over an Arrow stream
 * has a price before its first row, for a view, a plan and a scan over the C interface; the
 * appender has nearly none, but pays for each value. So this is the way of small chunks.
 *
 * <p>What is appended is part of the connection's transaction: it is one insert when the appender
 * is flushed. The driver's {@code close} keeps the failure of that insert to itself, so the flush
 * comes before it. Where the appender would store another value than it is given (text that is not
 * UTF-8, numbers that leave the column's bits) or has no method for a type ({@code TIME_NS}, {@code
 * TIMESTAMPTZ_NS}, intervals, nested types, dictionaries), the whole chunk is not for it, and the
 * statement stores the value or refuses it with a reason. Types are the table's own: the appender
 * refuses any other, and converts nothing.
 */
public final class ChunkAppender {
  private final List<List<Column>> pieces;
  private final List<Integer> lengths;

  private ChunkAppender(List<List<Column>> pieces, List<Integer> lengths) {
    this.pieces = pieces;
    this.lengths = lengths;
  }

  /** A column of a piece. */
  private record Column(FieldVector vector, Cells cells) {
    static @Nullable Column of(FieldVector vector) {
      if (vector.getField().getDictionary() != null) {
        return null;
      }
      Cells cells =
          Stream.<@Nullable Cells>of(
                  NumberCells.of(vector), ByteCells.of(vector), TimeCells.of(vector))
              .filter(found -> found != null)
              .findFirst()
              .orElse(null);
      return cells == null ? null : new Column(vector, cells);
    }

    boolean isExact(int rows) {
      for (int row = 0; row < rows; row++) {
        if (!vector.isNull(row) && !cells.isExact(row)) {
          return false;
        }
      }
      return true;
    }

    void append(DuckDBAppender appender, int row) throws SQLException {
      if (vector.isNull(row)) {
        appender.appendNull();
      } else {
        cells.append(appender, row);
      }
    }
  }

  /** The way of this chunk, if the appender stores each of its values exactly. */
  public static Optional<ChunkAppender> of(ArrowChunk chunk) {
    List<List<Column>> pieces = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    for (VectorSchemaRoot piece : chunk.pieces()) {
      List<Column> columns = new ArrayList<>();
      for (FieldVector vector : piece.getFieldVectors()) {
        Column column = Column.of(vector);
        if (column == null || !column.isExact(piece.getRowCount())) {
          return Optional.empty();
        }
        columns.add(column);
      }
      pieces.add(columns);
      lengths.add(piece.getRowCount());
    }
    return Optional.of(new ChunkAppender(pieces, lengths));
  }

  /**
   * Puts the rows into a table that has the chunk's columns in the chunk's order. To be called by
   * one thread from beginning to end.
   */
  public void append(DuckDBConnection connection, String catalog, String schema, String table)
      throws SQLException {
    try (DuckDBAppender appender = connection.createAppender(catalog, schema, table)) {
      // Short texts that the driver writes itself leave what was behind them in their place.
      appender.setWriteInlinedStrings(false);
      for (int piece = 0; piece < pieces.size(); piece++) {
        for (int row = 0; row < lengths.get(piece); row++) {
          appender.beginRow();
          for (Column column : pieces.get(piece)) {
            column.append(appender, row);
          }
          appender.endRow();
        }
      }
      appender.flush();
    }
  }
}

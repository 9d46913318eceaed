package dev.vane.duckdb.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.function.IntFunction;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.VariableWidthFieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType.ArrowTypeID;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Texts and bytes. The appender stores text that is not UTF-8 as NULL, without a word, so it is
 * looked at before.
 */
record ByteCells(IntFunction<byte[]> values, boolean text) implements Cells {
  /** Null when the vector holds something else. */
  static @Nullable ByteCells of(FieldVector vector) {
    if (vector instanceof FixedSizeBinaryVector bytes) {
      return new ByteCells(bytes::get, false);
    }
    if (vector instanceof VariableWidthFieldVector bytes) {
      ArrowTypeID type = vector.getField().getType().getTypeID();
      boolean text =
          switch (type) {
            case Utf8, LargeUtf8, Utf8View -> true;
            default -> false;
          };
      return new ByteCells(bytes::get, text);
    }
    return null;
  }

  @Override
  public void append(DuckDBAppender appender, int row) throws SQLException {
    appender.append(values.apply(row));
  }

  @Override
  public boolean isExact(int row) {
    if (!text) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(values.apply(row)));
      return true;
    } catch (CharacterCodingException invalid) {
      return false;
    }
  }
}

package dev.vane.duckdb.ingest;

import java.sql.SQLException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.DecimalVector;
import org.duckdb.DuckDBAppender;

/**
 * Decimals as whole numbers without their point, which both sides keep in two's complement: Arrow
 * always in 128 bits, DuckDB in as few of 16, 32, 64 or 128 as the digits of the type need. A value
 * with more digits than its type says, which a client can send, may not fit into those.
 */
record DecimalCells(ArrowBuf values, int bits) implements Cells {
  private static final int DIGITS_IN_16_BITS = 4;
  private static final int DIGITS_IN_32_BITS = 9;
  private static final int DIGITS_IN_64_BITS = 18;

  static DecimalCells of(DecimalVector vector) {
    int digits = vector.getPrecision();
    int bits =
        digits <= DIGITS_IN_16_BITS
            ? Short.SIZE
            : digits <= DIGITS_IN_32_BITS
                ? Integer.SIZE
                : digits <= DIGITS_IN_64_BITS ? Long.SIZE : 2 * Long.SIZE;
    return new DecimalCells(vector.getDataBuffer(), bits);
  }

  @Override
  public void append(DuckDBAppender appender, int row) throws SQLException {
    switch (bits) {
      case Short.SIZE -> appender.appendDecimal((short) low(row));
      case Integer.SIZE -> appender.appendDecimal((int) low(row));
      case Long.SIZE -> appender.appendDecimal(low(row));
      default -> appender.appendDecimal(low(row), high(row));
    }
  }

  @Override
  public boolean isExact(int row) {
    int unused = Long.SIZE - Math.min(bits, Long.SIZE);
    long kept = low(row) << unused >> unused;
    return bits > Long.SIZE || (kept == low(row) && high(row) == low(row) >> (Long.SIZE - 1));
  }

  private long low(int row) {
    return values.getLong((long) row * DecimalVector.TYPE_WIDTH);
  }

  private long high(int row) {
    return values.getLong((long) row * DecimalVector.TYPE_WIDTH + Long.BYTES);
  }
}

package dev.vane.cli.trades;

import java.io.IOException;
import java.time.LocalDate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Made-up trades as batches: the same seed gives the same rows, whatever the number of rows and the
 * size of batches. A few desks and profits are NULL, as in real books. Times lie anywhere in 2026.
 * Not thread-safe.
 */
public final class TradeReader extends ArrowReader {
  private static final int BATCH_ROWS = 65_536;
  private static final long FIRST_DAY = LocalDate.of(2026, 1, 1).toEpochDay();
  private static final int DAYS = 365;
  private static final long MICROS_OF_DAY = 86_400_000_000L;
  private static final int BOOKS_OF_DESK = 4;
  private static final byte[][] BOOKS = books();

  private final long rows;
  private final Dice dice;
  private long made;
  private long lastBatchBytes;

  public TradeReader(BufferAllocator allocator, long rows, long seed) {
    super(allocator);
    this.rows = rows;
    this.dice = new Dice(seed);
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    prepareLoadNextBatch();
    if (made >= rows) {
      return false;
    }
    VectorSchemaRoot root = getVectorSchemaRoot();
    int count = (int) Math.min(BATCH_ROWS, rows - made);
    root.getFieldVectors().forEach(vector -> vector.setInitialCapacity(count));
    root.allocateNew();
    Batch batch = new Batch(root);
    for (int row = 0; row < count; row++) {
      batch.fill(row, made + row);
    }
    root.setRowCount(count);
    made += count;
    lastBatchBytes += root.getFieldVectors().stream().mapToLong(v -> v.getBufferSize()).sum();
    return true;
  }

  @Override
  public long bytesRead() {
    return lastBatchBytes;
  }

  @Override
  protected void closeReadSource() {
    // Rows come from nowhere.
  }

  @Override
  protected Schema readSchema() {
    return TradeColumns.SCHEMA;
  }

  /** The vectors of a batch, by what they mean. */
  private final class Batch {
    private final BigIntVector id;
    private final TimeStampMicroTZVector time;
    private final DateDayVector day;
    private final VarCharVector region;
    private final VarCharVector country;
    private final VarCharVector desk;
    private final VarCharVector book;
    private final VarCharVector manager;
    private final VarCharVector fund;
    private final VarCharVector assetClass;
    private final VarCharVector symbol;
    private final VarCharVector side;
    private final BigIntVector quantity;
    private final Float8Vector price;
    private final DecimalVector notional;
    private final Float8Vector profit;

    Batch(VectorSchemaRoot root) {
      id = (BigIntVector) root.getVector("trade_id");
      time = (TimeStampMicroTZVector) root.getVector("ts");
      day = (DateDayVector) root.getVector("trade_date");
      region = (VarCharVector) root.getVector("region");
      country = (VarCharVector) root.getVector("country");
      desk = (VarCharVector) root.getVector("desk");
      book = (VarCharVector) root.getVector("book");
      manager = (VarCharVector) root.getVector("portfolio_manager");
      fund = (VarCharVector) root.getVector("fund");
      assetClass = (VarCharVector) root.getVector("asset_class");
      symbol = (VarCharVector) root.getVector("symbol");
      side = (VarCharVector) root.getVector("side");
      quantity = (BigIntVector) root.getVector("quantity");
      price = (Float8Vector) root.getVector("price");
      notional = (DecimalVector) root.getVector("notional");
      profit = (Float8Vector) root.getVector("pnl");
    }

    void fill(int row, long number) {
      dice.row(number);
      id.setSafe(row, number + 1);
      fillTime(row);
      fillPlace(row);
      fillBook(row);
      fillValue(row);
    }

    private void fillTime(int row) {
      long ofYear = (long) (dice.fraction() * DAYS * MICROS_OF_DAY);
      time.setSafe(row, FIRST_DAY * MICROS_OF_DAY + ofYear);
      day.setSafe(row, (int) (FIRST_DAY + ofYear / MICROS_OF_DAY));
    }

    private void fillPlace(int row) {
      byte[][] place = Market.REGIONS[dice.below(Market.REGIONS.length)];
      region.setSafe(row, place[0]);
      country.setSafe(row, place[1 + dice.below(place.length - 1)]);
    }

    private void fillBook(int row) {
      int chosen = dice.below(Market.DESKS.length);
      int number = dice.below(BOOKS_OF_DESK);
      if (dice.oneIn(50)) {
        desk.setNull(row);
      } else {
        desk.setSafe(row, Market.DESKS[chosen]);
      }
      book.setSafe(row, BOOKS[chosen * BOOKS_OF_DESK + number]);
      manager.setSafe(row, Market.MANAGERS[dice.below(Market.MANAGERS.length)]);
      fund.setSafe(row, Market.FUNDS[dice.below(Market.FUNDS.length)]);
    }

    private void fillValue(int row) {
      byte[][] assets = Market.ASSETS[dice.below(Market.ASSETS.length)];
      int chosen = 1 + dice.below(assets.length - 1);
      assetClass.setSafe(row, assets[0]);
      symbol.setSafe(row, assets[chosen]);
      side.setSafe(row, Market.SIDES[dice.below(2)]);
      long pieces = 1L + dice.below(1_000);
      // In cents, so that the notional is exact.
      long cents = chosen * 2_500L + dice.below(2_000);
      quantity.setSafe(row, pieces);
      price.setSafe(row, cents / 100.0);
      notional.setSafe(row, pieces * cents);
      if (dice.oneIn(40)) {
        profit.setNull(row);
      } else {
        profit.setSafe(row, Math.rint((dice.fraction() - 0.48) * pieces * cents) / 100.0);
      }
    }
  }

  private static byte[][] books() {
    byte[][] books = new byte[Market.DESKS.length * BOOKS_OF_DESK][];
    for (int book = 0; book < books.length; book++) {
      books[book] = Market.text("B-%02d".formatted(book + 1));
    }
    return books;
  }
}

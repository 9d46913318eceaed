package dev.vane.cli.trades;

import java.util.List;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** The columns of the made-up trades. */
final class TradeColumns {
  static final int NOTIONAL_SCALE = 2;

  private static final ArrowType TEXT = new ArrowType.Utf8();
  private static final ArrowType FLOAT = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

  static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.notNullable("trade_id", new ArrowType.Int(64, true)),
              Field.nullable("ts", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC")),
              Field.nullable("trade_date", new ArrowType.Date(DateUnit.DAY)),
              Field.nullable("region", TEXT),
              Field.nullable("country", TEXT),
              Field.nullable("desk", TEXT),
              Field.nullable("book", TEXT),
              Field.nullable("portfolio_manager", TEXT),
              Field.nullable("fund", TEXT),
              Field.nullable("asset_class", TEXT),
              Field.nullable("symbol", TEXT),
              Field.nullable("side", TEXT),
              Field.nullable("quantity", new ArrowType.Int(64, true)),
              Field.nullable("price", FLOAT),
              Field.nullable("notional", new ArrowType.Decimal(18, NOTIONAL_SCALE, 128)),
              Field.nullable("pnl", FLOAT)));

  private TradeColumns() {}
}

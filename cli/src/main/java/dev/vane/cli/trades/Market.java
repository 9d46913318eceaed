package dev.vane.cli.trades;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The names that trades are made of. */
final class Market {
  /** Countries by region: the first name is the region's. */
  static final byte[][][] REGIONS = {
    names("EMEA", "Germany", "France", "United Kingdom", "Switzerland"),
    names("AMER", "United States", "Canada", "Brazil"),
    names("APAC", "Japan", "Singapore", "Australia", "India")
  };

  /** Symbols by asset class: the first name is the class's. */
  static final byte[][][] ASSETS = {
    names("Equity", "ALFA", "BRVO", "CHRL", "DLTA", "ECHO", "FXTR", "GOLF", "HOTL"),
    names("Rates", "BUND10", "GILT10", "JGB10", "UST02", "UST10"),
    names("Credit", "CDXIG", "CDXHY", "ITRAXX"),
    names("FX", "EURUSD", "GBPUSD", "USDJPY", "AUDUSD"),
    names("Commodity", "BRENT", "COPPER", "GOLD", "WHEAT")
  };

  static final byte[][] DESKS = names("Cash", "Derivatives", "Macro", "Flow", "Structured");
  static final byte[][] MANAGERS =
      names("A. Adler", "B. Brandt", "C. Costa", "D. Dubois", "E. Endo", "F. Fischer", "G. Gupta");
  static final byte[][] FUNDS =
      names("Balanced", "Global Growth", "Income", "Market Neutral", "Opportunity");
  static final byte[][] SIDES = names("BUY", "SELL");

  private Market() {}

  static byte[] text(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[][] names(String... names) {
    return Arrays.stream(names).map(Market::text).toArray(byte[][]::new);
  }
}

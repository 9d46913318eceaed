package dev.vane.spi;

/**
 * How far a table holds what a gateway's log has for it.
 *
 * @param log identity of the log, for tables that several gateways write to
 * @param position the last entry of the log that the table holds; grows with each commit that names
 *     the log
 */
public record LogPosition(String log, long position) {
  public LogPosition {
    Names.require("log", log);
  }
}

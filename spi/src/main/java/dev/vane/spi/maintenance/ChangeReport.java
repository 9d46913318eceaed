package dev.vane.spi.maintenance;

/**
 * What a change of a table's files did.
 *
 * @param version the table's version afterwards
 * @param committed whether this change made that version; false where there was nothing to do
 * @param added files that became active
 * @param removed files that are not active any more
 */
public record ChangeReport(long version, boolean committed, FileCount added, FileCount removed) {
  /** Nothing was to be done. */
  public static ChangeReport unchanged(long version) {
    return new ChangeReport(version, false, FileCount.NONE, FileCount.NONE);
  }
}

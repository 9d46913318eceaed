package dev.vane.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * One backend: tables that can be listed, read at a version, and written. Safe for use by many
 * threads; readers are never blocked by writers, and writers of different tables never wait for
 * each other.
 */
public interface Storage extends AutoCloseable {
  /** The name that paths, settings and metrics use. */
  String name();

  Set<Capability> capabilities();

  /** Every table that can be served, sorted. */
  List<TableId> tables();

  /**
   * The table of a name, matched ignoring case, without looking at other tables' data.
   *
   * @return the id as it was spelled when the table was made; empty when there is none
   * @throws VaneException {@link ErrorCode#TABLE_UNREADABLE} when it can't be served
   */
  Optional<TableId> find(TableId table);

  /** Tables that are there and can't be served, with the reason. */
  List<UnreadableTable> unreadableTables();

  /**
   * The table as one session sees it, its name matched ignoring case.
   *
   * @return empty when there is no such table
   * @throws VaneException {@link ErrorCode#VERSION_NOT_FOUND} when the table has no such version,
   *     {@link ErrorCode#OPTION_UNSUPPORTED} without {@link Capability#TIME_TRAVEL} for anything
   *     but the latest, {@link ErrorCode#TABLE_UNREADABLE} when it can't be served
   */
  Optional<TableSnapshot> snapshot(TableId table, AsOf asOf, ReadSession session);

  /**
   * The rows that versions of a table changed, as one session sees them: the table's columns, then
   * {@code _change_type} (text: {@code insert}, {@code delete}, {@code update_preimage}, {@code
   * update_postimage}), {@code _commit_version} (INT64) and {@code _commit_timestamp} (an instant).
   * The columns are those of the last version.
   *
   * @return empty when there is no such table
   * @throws VaneException {@link ErrorCode#OPTION_UNSUPPORTED} without {@link
   *     Capability#CHANGE_FEED}, {@link ErrorCode#VERSION_NOT_FOUND} when one of the versions is
   *     not there any more, {@link ErrorCode#SCHEMA_MISMATCH} when the columns of the versions
   *     can't be one result
   */
  default Optional<TableSnapshot> changes(
      TableId table, VersionRange versions, ReadSession session) {
    throw new VaneException(
        ErrorCode.OPTION_UNSUPPORTED,
        "The changes of %s are not known: the %s backend keeps no older versions. Leave changes out, or keep the table in a backend that does."
            .formatted(Names.quoted(table.name()), name()));
  }

  /**
   * Begins a stream. Everything that the schema and the options alone can decide is decided here,
   * before the first row: types that can't be held, columns that don't fit, options not known.
   *
   * @throws VaneException for all of that, with the column and the reason
   */
  TableWriter openWriter(TableId table, Schema schema, WriteOptions options);

  /**
   * Opens the check that stands before rows which are acknowledged now and committed later. It
   * refuses what {@link #openWriter} refuses and makes nothing.
   *
   * @throws VaneException as {@link #openWriter}; {@link ErrorCode#TABLE_NOT_FOUND} when the table
   *     is missing; {@link ErrorCode#OPTION_UNSUPPORTED} without {@link Capability#LEDGER}
   */
  BatchCheck openCheck(TableId table, Schema schema, WriteOptions options);

  /**
   * Removes the rows that fulfil a condition, in one commit; in none where no row does.
   *
   * @param condition true or false of every row, over the table's columns by their names alone
   * @param stop obeyed until the commit begins; then nothing was changed and its reason is thrown
   * @throws VaneException {@link ErrorCode#TABLE_NOT_FOUND}; {@link ErrorCode#OPTION_UNSUPPORTED}
   *     without {@link Capability#DELETE}; {@link ErrorCode#WRITE_CONFLICT} when another writer was
   *     faster and the change can be asked for again
   */
  default RowChange delete(TableId table, SqlQuery condition, StopSignal stop) {
    throw unsupported("DELETE");
  }

  /**
   * Updates rows, one update after the other and all in one commit; in none where no row is met.
   *
   * @throws VaneException as {@link #delete}, for {@link Capability#UPDATE}
   */
  default RowChange update(TableId table, List<RowUpdate> updates, StopSignal stop) {
    throw unsupported("UPDATE");
  }

  private VaneException unsupported(String what) {
    return new VaneException(
        ErrorCode.OPTION_UNSUPPORTED,
        "%s is not offered by the backend %s. Write the rows that shall be there with mode overwrite, or keep the table in a backend that can."
            .formatted(what, name()));
  }

  /**
   * What the table's commits recorded of producers and logs; empty for a table that is missing.
   *
   * @throws VaneException {@link ErrorCode#OPTION_UNSUPPORTED} without {@link Capability#LEDGER}
   */
  TableLedger ledger(TableId table);

  /** The tables whose ledgers have a key, the one that was last committed to first. */
  List<TableId> tablesOf(ProducerKey key);

  /** Closes files; running writers are aborted. */
  @Override
  void close();
}

package dev.vane.duckdb.ledger;

import dev.vane.spi.BatchDigest;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.ProducerKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The columns of a table that keeps entries of a ledger, beside what its owner adds. */
public final class EntryColumns {
  /** Their names, in the order of all that is here. */
  public static final String NAMES =
      "stream, kind, id, epoch, first_offset, last_offset, rows, records, bytes, digest, digests";

  /** Their names and types, for a table that is made. */
  public static final String DEFINITIONS =
      "stream VARCHAR, kind VARCHAR, id VARCHAR, epoch BIGINT, first_offset BIGINT,"
          + " last_offset BIGINT, rows BIGINT, records BIGINT, bytes BIGINT, digest BLOB,"
          + " digests BLOB";

  /** How many they are. */
  public static final int COUNT = 11;

  /** The condition for the entries of a key, with the values of {@link #ofKey}. */
  public static final String OF_KEY = "stream = ? AND kind = ? AND id = ?";

  private EntryColumns() {}

  /** The values of {@link #OF_KEY}. */
  public static List<Object> ofKey(ProducerKey key) {
    return List.of(key.stream(), key.kind().name(), key.id());
  }

  /** The values of all columns. */
  public static List<Object> values(LedgerEntry entry) {
    return List.of(
        entry.key().stream(),
        entry.key().kind().name(),
        entry.key().id(),
        entry.epoch(),
        entry.firstOffset(),
        entry.lastOffset(),
        entry.rows(),
        entry.records(),
        entry.bytes(),
        BatchDigest.write(List.of(entry.digest())),
        BatchDigest.write(entry.digests()));
  }

  /** The entry in a row whose first columns these are. */
  public static LedgerEntry read(ResultSet row) throws SQLException {
    ProducerKey key =
        new ProducerKey(
            row.getString(1), ProducerKey.Kind.valueOf(row.getString(2)), row.getString(3));
    return new LedgerEntry(
        key,
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        BatchDigest.read(row.getBytes(10)).get(0),
        BatchDigest.read(row.getBytes(11)));
  }
}

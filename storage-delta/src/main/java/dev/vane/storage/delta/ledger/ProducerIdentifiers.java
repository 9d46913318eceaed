package dev.vane.storage.delta.ledger;

import dev.vane.spi.BatchDigest;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.ProducerKey;
import dev.vane.storage.delta.log.CommitPlan.TransactionId;
import dev.vane.storage.delta.log.LastTransaction;
import dev.vane.storage.delta.log.LogPaths;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A producer's newest entry as transaction identifiers. A log keeps the last number of every
 * application for ever, through checkpoints and whoever writes them; so one application stands for
 * the producer's last offset, and others beside it for what else has to be known when the commit
 * itself is long gone from the log: the version of that commit, the epoch, the count of rows and
 * the digest.
 *
 * @param application that counts the offsets
 */
record ProducerIdentifiers(ProducerKey key, String application) {
  private static final String PREFIX = "vane:";
  private static final String VERSION = ":version";
  private static final String EPOCH = ":epoch";
  private static final String RECORDS = ":records";
  private static final String DIGEST_HIGH = ":digest-high";
  private static final String DIGEST_LOW = ":digest-low";

  static ProducerIdentifiers of(ProducerKey key) {
    return new ProducerIdentifiers(
        key,
        PREFIX
            + key.kind().name().toLowerCase(Locale.ROOT)
            + ":"
            + part(key.stream())
            + ":"
            + part(key.id()));
  }

  /** The application that counts the positions of a gateway's log. */
  static String ofLog(String log) {
    return PREFIX + "log:" + part(log);
  }

  /** Without colons, so that two names never run into each other. */
  private static String part(String name) {
    return LogPaths.encode(name);
  }

  List<TransactionId> of(LedgerEntry entry) {
    return List.of(
        new TransactionId(application, entry.lastOffset()),
        TransactionId.ofTable(application + VERSION),
        new TransactionId(application + EPOCH, entry.epoch()),
        new TransactionId(application + RECORDS, entry.records()),
        new TransactionId(application + DIGEST_HIGH, entry.digest().high()),
        new TransactionId(application + DIGEST_LOW, entry.digest().low()));
  }

  /** The version of the newest commit of the producer. */
  OptionalLong version(Map<String, LastTransaction> transactions) {
    LastTransaction version = transactions.get(application + VERSION);
    return version == null ? OptionalLong.empty() : OptionalLong.of(version.version());
  }

  /**
   * The newest entry as far as identifiers tell: its digest is that of all its batches, and which
   * batches these are is not known but for the last.
   */
  Optional<LedgerEntry> newest(Map<String, LastTransaction> transactions) {
    LastTransaction offset = transactions.get(application);
    if (offset == null) {
      return Optional.empty();
    }
    long last = offset.version();
    return Optional.of(
        new LedgerEntry(
            key,
            number(transactions, EPOCH),
            Math.max(0, last),
            last,
            0,
            number(transactions, RECORDS),
            0,
            new BatchDigest(number(transactions, DIGEST_HIGH), number(transactions, DIGEST_LOW)),
            List.of()));
  }

  /** When the newest entry was committed, by its writer's clock. */
  Instant updated(Map<String, LastTransaction> transactions) {
    LastTransaction offset = transactions.get(application);
    return Instant.ofEpochMilli(offset == null ? 0 : offset.updatedMillis());
  }

  private long number(Map<String, LastTransaction> transactions, String suffix) {
    LastTransaction transaction = transactions.get(application + suffix);
    return transaction == null ? 0 : transaction.version();
  }
}

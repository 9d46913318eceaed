package dev.vane.spi;

import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A backend for which small commits are dear. It takes them in a hot tier before its tables and
 * moves their rows on later, many at once. Every snapshot of the newest version, every ledger and
 * every count has both tiers; only {@link AsOf} versions are of the tables alone.
 */
public interface TieredStorage extends Storage {
  /**
   * Begins rows that were checked and acknowledged before, for a table that is there; where they
   * need not or cannot be hot this is {@link #openSharedWriter}. The version of the commit's
   * receipt is the one that the hot rows come on top of.
   *
   * @throws VaneException as {@link #openWriter}
   */
  TableWriter openHotWriter(TableId table, Schema schema, WriteOptions options);

  /**
   * Begins rows of streams that were checked before and are acknowledged after the commit. Where
   * the options do not say how files are laid out, the stream decides for which {@link #openCheck}
   * was called last with options that do; the same goes for files that hot rows are moved into.
   *
   * @throws VaneException as {@link #openWriter}
   */
  TableWriter openSharedWriter(TableId table, Schema schema, WriteOptions options);

  /** What is hot now, over all tables. */
  HotTierStatus hotTier();

  /** Tells of every move from now on. */
  void onMove(MoveListener listener);
}

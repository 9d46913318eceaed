package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.DuckDbReadSession;
import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.HotTierStatus;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.MoveListener;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.ReadSession;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.storage.delta.hot.HotBooks;
import dev.vane.storage.delta.hot.HotFile;
import dev.vane.storage.delta.hot.HotLayouts;
import dev.vane.storage.delta.hot.HotSegment;
import dev.vane.storage.delta.hot.HotSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes small commits before Delta tables, in a DuckDB file of this gateway, and moves their rows
 * into the tables' files, many at once.
 *
 * <p><b>Segments.</b> Rows lie in segments: tables of the hot file whose numbers only grow. New
 * rows go into a table's newest segment. A move seals the segments that there are, so that they
 * never change again, and new rows begin another. Then come three steps, each durable before the
 * next:
 *
 * <ol>
 *   <li>the rows are written to Parquet files, which no log names yet;
 *   <li>one commit to the table's log names the files, and holds as a transaction identifier of the
 *       hot file the number of the last segment that they have;
 *   <li>the segments are dropped from the hot file.
 * </ol>
 *
 * <p><b>Each row once.</b> A version of the table says by that identifier which segments it holds:
 * those up to the number. So a row is read from the files where the version has its segment, and
 * from the segment where it has not. A session takes its view of the hot file <i>first</i> and the
 * version of the table <i>second</i>. Whatever happens between, each row that was there at the
 * first moment is seen once: a segment in the view that the version holds is left out; one that the
 * version does not hold is read, the view keeping it even if it is dropped now; and a segment that
 * is not in the view was dropped before, hence committed before, hence is in the version. The other
 * order would lose the rows of a move that ended between the two. No lock is held, and a move never
 * waits for a reader.
 *
 * <p><b>Crashes.</b> Before the second step the segments are still hot and the files are nobody's;
 * the next move writes others, and a vacuum removes these. Between the second and the third the
 * version holds the segments, so nobody reads them; the next move finds that, and only drops them.
 * Segments of an earlier process get no more rows, because they may be in this state.
 *
 * <p><b>Ledgers.</b> What the rows' commits recorded of producers moves in the same commit, so the
 * table tells other processes what it holds. How far the gateway's log is in the table stays in the
 * hot file.
 */
final class HotTier implements AutoCloseable {
  private final Map<TableId, HotMover> movers = new ConcurrentHashMap<>();
  private final HotSettings settings;
  private final DuckDbEngine engine;
  private final HotFile file;
  private final HotMove move;
  private final Function<TableId, TableLedger> ledgers;
  private final MoveThreads threads = new MoveThreads();
  private volatile @Nullable MoveListener listener;

  private HotTier(
      HotSettings settings,
      DuckDbEngine engine,
      Function<String, HotMove> move,
      Function<TableId, TableLedger> ledgers) {
    this.settings = settings;
    this.engine = engine;
    this.ledgers = ledgers;
    this.file = HotFile.open(engine, settings.file(), this::refresh);
    this.move = move.apply(file.id());
  }

  /**
   * Opens the file and begins to move what it holds when that is due.
   *
   * @param move makes moves for a hot file of an id
   * @param ledgers of both tiers
   */
  static HotTier open(
      HotSettings settings,
      DuckDbEngine engine,
      Function<String, HotMove> move,
      Function<TableId, TableLedger> ledgers) {
    HotTier tier = new HotTier(settings, engine, move, ledgers);
    try (EngineConnection connection = engine.connect()) {
      HotBooks.segments(connection).stream()
          .collect(Collectors.groupingBy(segment -> segment.table().key()))
          .forEach((key, segments) -> tier.movers.put(key, tier.mover(segments)));
    }
    tier.movers.values().forEach(HotMover::look);
    return tier;
  }

  private HotMover mover(List<HotSegment> segments) {
    return mover(segments.get(0).table(), segments);
  }

  private HotMover mover(TableId id, List<HotSegment> segments) {
    HotTable table = new HotTable(id, engine, file, ledgers.apply(id), segments);
    return new HotMover(table, move, settings, threads, file, () -> listener);
  }

  private void refresh() {
    movers.values().forEach(mover -> mover.table().refresh());
  }

  /** Whether rows come in. */
  boolean isEnabled() {
    return settings.enabled();
  }

  /** The identity of the hot file. */
  String id() {
    return file.id();
  }

  /** How the files are laid out that a table's rows are moved into. */
  HotLayouts layouts() {
    return file.layouts();
  }

  /** Where a table's rows go. */
  HotTable table(TableId id) {
    return movers.computeIfAbsent(id.key(), key -> mover(id, List.of())).table();
  }

  /** The segments of a table. */
  List<HotSegment> segments(TableId id) {
    HotMover mover = movers.get(id.key());
    return mover == null ? List.of() : mover.table().segments();
  }

  /**
   * Refuses a batch that nobody was told of yet.
   *
   * @throws VaneException {@link ErrorCode#LIMIT_HOT_TIER}
   */
  void requireRoom() {
    long bytes = status().bytes();
    if (settings.enabled() && bytes >= settings.limit()) {
      throw new VaneException(
          ErrorCode.LIMIT_HOT_TIER,
          "The hot tier of the Delta tables holds %,d bytes, and delta_config.hot_limit is %,d: their rows come faster than they are moved into files, or the tables' folder can't be written (the log says so). Send the batch again in some seconds."
              .formatted(bytes, settings.limit()));
    }
  }

  /**
   * The segments of a table as a session sees them. To be called before the table's version is
   * looked up; see above.
   */
  List<HotSegment> view(TableId table, ReadSession session) {
    HotMover mover = movers.get(table.key());
    if (mover == null || mover.table().segments().isEmpty()) {
      return List.of();
    }
    file.requireReadable();
    return HotBooks.segments(DuckDbReadSession.of(session), table);
  }

  /** A commit has happened. */
  void committed(HotTable table) {
    HotMover mover = movers.get(table.id().key());
    if (mover != null) {
      mover.look();
    }
  }

  /**
   * Moves what is hot of a table now.
   *
   * @return what was moved last; empty when nothing was hot
   */
  Optional<HotMove.Moved> flush(TableId table) {
    HotMover mover = movers.get(table.key());
    return mover == null ? Optional.empty() : mover.flush();
  }

  /** Moves what a commit to the table itself must find there: the rows that it replaces. */
  void beforeCommit(TableId table, WriteMode mode, CommitMarks marks) {
    HotMover mover = movers.get(table.key());
    if (mover == null) {
      return;
    }
    List<ProducerKey> keys = marks.entries().stream().map(LedgerEntry::key).toList();
    if (replaces(mode) || mover.table().holds(keys)) {
      mover.flush();
    }
  }

  /** Whether a stream of this mode has to find all rows in the table. */
  static boolean replaces(WriteMode mode) {
    return mode == WriteMode.OVERWRITE || mode == WriteMode.UPSERT;
  }

  /** The table's own ledger may have moved. */
  void afterCommit(TableId table) {
    HotMover mover = movers.get(table.key());
    if (mover != null) {
      mover.table().forgetLedger();
    }
  }

  /** The tables that have a key hot, the one that was last committed to first. */
  List<TableId> tablesOf(ProducerKey key) {
    if (movers.isEmpty()) {
      return List.of();
    }
    try (EngineConnection connection = engine.connect()) {
      return HotBooks.tablesOf(connection, key);
    }
  }

  HotTierStatus status() {
    long rows = 0;
    long bytes = 0;
    List<Instant> oldest = new ArrayList<>();
    for (HotMover mover : movers.values()) {
      rows += mover.table().rows();
      bytes += mover.table().bytes();
      mover.table().since().ifPresent(oldest::add);
    }
    Duration age =
        oldest.stream()
            .min(Instant::compareTo)
            .map(since -> Duration.between(since, Clock.systemUTC().instant()))
            .filter(time -> !time.isNegative())
            .orElse(Duration.ZERO);
    return new HotTierStatus(rows, bytes, age, settings.limit(), settings.age());
  }

  void onMove(MoveListener hears) {
    listener = hears;
  }

  /** Waits for the moves that run; what is hot stays for the next start. */
  @Override
  public void close() {
    threads.close();
    file.close();
  }
}

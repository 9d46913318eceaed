package dev.vane.log;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The log. Appending hands the entry to one writer, which takes all that wait, writes them, syncs
 * once, and tells their senders on a second thread, so that it can go on with the next. So the more
 * senders there are the more entries share a sync, and nobody waits for anything but the disk.
 *
 * <p><b>Failure.</b> When a write fails (a full disk) the file is cut back to the last good entry,
 * the entries that waited are refused, and the log goes on. When a sync fails nobody can say any
 * more what is on disk, and asking again would only be told that all is well; the log then refuses
 * everything until it is opened anew, which reads what is really there.
 *
 * <p><b>Room.</b> Files together stay below the limit; an entry beyond it is refused before it is
 * taken. A file is removed when all its entries are released. Safe for many threads.
 */
public final class CommitLog implements AutoCloseable {
  /** The part of the limit that is left for those who have passed {@link #awaitRoom} already. */
  private static final long HEADROOM = 16;

  private static final Duration TABLES_TAKE_SOME = Duration.ofSeconds(5);

  private final LogSettings settings;
  private final String id;
  private final SegmentSet segments;
  private final LogWriter writer;
  private final AtomicLong waitingBytes = new AtomicLong();

  private CommitLog(LogSettings settings, String id, SegmentSet segments, LogWriter writer) {
    this.settings = settings;
    this.id = id;
    this.segments = segments;
    this.writer = writer;
  }

  /**
   * Opens the log, giving the visitor what an earlier process left.
   *
   * @throws VaneException STORAGE_CORRUPT, STORAGE_FAILED or START_REFUSED
   */
  public static CommitLog open(
      LogSettings settings, LogFiles files, RecoveredEntries visitor, LogListener listener) {
    SegmentSet segments = new SegmentSet(files);
    try {
      files.createDirectory(settings.directory());
      Recovery recovery = new Recovery(files, segments, visitor);
      recovery.run(settings.directory());
      UUID log = recovery.log();
      visitor.log(log.toString());
      LogWriter writer =
          LogWriter.start(settings, files, segments, log, recovery.lastPosition() + 1, listener);
      return new CommitLog(settings, log.toString(), segments, writer);
    } catch (IOException failure) {
      segments.close();
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The log in %s cannot be opened; check its owner, its mode and the disk."
              .formatted(settings.directory()),
          failure);
    } catch (RuntimeException failure) {
      segments.close();
      throw failure;
    }
  }

  /** The log's identity, the same for as long as its files are. */
  public String id() {
    return id;
  }

  /**
   * Adds an entry.
   *
   * @param payload the entry, from its position to its limit, unchanged until the listener has
   *     heard of it; a direct buffer is written without a copy
   * @throws VaneException LIMIT_LOG, LOG_FAILED or SHUTTING_DOWN; the listener then hears nothing
   */
  public void append(LogLane lane, ByteBuffer payload, AppendListener listener) {
    ByteBuffer own = payload.duplicate();
    long size = EntryHeader.BYTES + (long) own.remaining();
    long waiting = waitingBytes.addAndGet(size);
    if (segments.bytes() + waiting > settings.limitBytes()) {
      waitingBytes.addAndGet(-size);
      throw new VaneException(
              ErrorCode.LIMIT_LOG,
              "The log of acknowledged batches holds %,d of the %,d bytes that limits.log_bytes allows: rows come faster than their tables take them, or a table's storage is away. The batch was not kept."
                  .formatted(segments.bytes(), settings.limitBytes()))
          .retryAfter(TABLES_TAKE_SOME);
    }
    boolean taken = false;
    try {
      writer.add(
          new Append(
              lane,
              own,
              EntryHeader.checksum(own),
              new AppendListener() {
                @Override
                public void durable(LogEntry entry) {
                  waitingBytes.addAndGet(-size);
                  listener.durable(entry);
                }

                @Override
                public void failed(VaneException failure) {
                  waitingBytes.addAndGet(-size);
                  listener.failed(failure);
                }
              }));
      taken = true;
    } finally {
      if (!taken) {
        waitingBytes.addAndGet(-size);
      }
    }
  }

  /**
   * Waits while the log is nearly full, as long as files of it are being removed; who then adds an
   * entry is refused at the limit itself.
   *
   * @param patience longest wait without a file's removal
   * @return whether that took any waiting
   */
  public boolean awaitRoom(Duration patience) throws InterruptedException {
    long most = settings.limitBytes() - settings.limitBytes() / HEADROOM;
    long since = System.nanoTime();
    boolean waited = false;
    while (segments.bytes() + waitingBytes.get() > most && !writer.isFailed()) {
      waited = true;
      long left = patience.toNanos() - (System.nanoTime() - since);
      if (left <= 0) {
        return true;
      }
      if (segments.awaitRemoval(left)) {
        since = System.nanoTime();
      }
    }
    return waited;
  }

  /** Bytes of the files. */
  public long bytes() {
    return segments.bytes();
  }

  /** Entries that are not released. */
  public long entries() {
    return segments.unreleased();
  }

  /** Whether a failed sync has ended the log's use. */
  public boolean isFailed() {
    return writer.isFailed();
  }

  /** Writes what waits, and closes the files. */
  @Override
  public void close() {
    writer.close();
    segments.close();
  }
}

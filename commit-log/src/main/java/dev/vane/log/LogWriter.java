package dev.vane.log;

import dev.vane.spi.CrashPoint;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It is never interrupted, because Java closes a file under a thread
 * that is; senders, which may be, only put entries into its list.
 */
final class LogWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

  /** Most bytes of one sync, so that those who came first need not wait for all. */
  private static final long GROUP_BYTES = 16L << 20;

  private final LogSettings settings;
  private final LogFiles files;
  private final SegmentSet segments;
  private final UUID log;
  private final LogListener listener;
  private final ExecutorService answers =
      Executors.newSingleThreadExecutor(task -> thread(task, "vane-log-answers"));
  private final Thread thread = thread(this::run, "vane-log-writer");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private List<Append> waiting = new ArrayList<>();
  private boolean closing;
  private volatile @Nullable VaneException poison;
  private Segment segment;
  private long nextPosition;

  private LogWriter(
      LogSettings settings,
      LogFiles files,
      SegmentSet segments,
      UUID log,
      long nextPosition,
      LogListener listener)
      throws IOException {
    this.settings = settings;
    this.files = files;
    this.segments = segments;
    this.log = log;
    this.nextPosition = nextPosition;
    this.listener = listener;
    segment = Segment.create(files, settings.directory(), log, nextPosition);
    segments.add(segment);
  }

  static LogWriter start(
      LogSettings settings,
      LogFiles files,
      SegmentSet segments,
      UUID log,
      long nextPosition,
      LogListener listener)
      throws IOException {
    LogWriter writer = new LogWriter(settings, files, segments, log, nextPosition, listener);
    writer.thread.start();
    return writer;
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  boolean isFailed() {
    return poison != null;
  }

  void add(Append append) {
    VaneException failure = poison;
    if (failure != null) {
      throw failure;
    }
    lock.lock();
    try {
      if (closing) {
        throw new VaneException(
            ErrorCode.SHUTTING_DOWN, "The gateway is stopping; send the batch again later.");
      }
      waiting.add(append);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    for (List<Append> group = take(); !group.isEmpty(); group = take()) {
      write(group);
    }
  }

  /** The next entries; none when the log is closed. */
  private List<Append> take() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closing) {
        changed.awaitUninterruptibly();
      }
      List<Append> all = waiting;
      int count = 0;
      long bytes = 0;
      while (count < all.size() && (count == 0 || bytes < GROUP_BYTES)) {
        bytes += all.get(count++).bytes();
      }
      waiting = new ArrayList<>(all.subList(count, all.size()));
      return all.subList(0, count);
    } finally {
      lock.unlock();
    }
  }

  private void write(List<Append> group) {
    List<Append> sound = new ArrayList<>(group.size());
    for (Append append : group) {
      VaneException failure = poison != null ? poison : append.lane().failure;
      if (failure == null) {
        sound.add(append);
      } else {
        answer(() -> append.listener().failed(failure));
      }
    }
    if (sound.isEmpty()) {
      return;
    }
    List<LogEntry> entries = new ArrayList<>(sound.size());
    if (append(sound, entries)) {
      sync(sound, entries);
    }
  }

  /** Puts the entries into the file, or leaves it as it was. */
  private boolean append(List<Append> group, List<LogEntry> entries) {
    long before = segment.size;
    try {
      before = roll();
      CrashPoint.reach("log.append");
      ByteBuffer[] buffers = new ByteBuffer[2 * group.size()];
      long position = nextPosition;
      for (int index = 0; index < group.size(); index++) {
        Append append = group.get(index);
        ByteBuffer payload = append.payload().duplicate();
        buffers[2 * index] =
            new EntryHeader(payload.remaining(), append.checksum(), position++).encode();
        buffers[2 * index + 1] = payload;
      }
      segment.file.write(buffers);
      for (Append append : group) {
        entries.add(segments.added(segment, nextPosition++, append.payload().remaining()));
      }
      CrashPoint.reach("log.appended");
      return true;
    } catch (IOException failure) {
      cutBack(before, failure, group);
      return false;
    }
  }

  private void cutBack(long size, IOException failure, List<Append> group) {
    LOG.error("The log could not be written; the batches that waited are refused", failure);
    try {
      segment.file.truncate(size);
    } catch (IOException second) {
      failure.addSuppressed(second);
      poison(failure);
    }
    VaneException refusal = poison != null ? poison : refusal(failure);
    for (Append append : group) {
      append.lane().failure = refusal;
      answer(() -> append.listener().failed(refusal));
    }
  }

  private static VaneException refusal(IOException failure) {
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return text.contains("no space") || text.contains("quota")
        ? new VaneException(
            ErrorCode.STORAGE_FULL,
            "The disk of the log is full; the batch was not kept. Free some space and send it again.",
            failure)
        : new VaneException(
            ErrorCode.STORAGE_FAILED,
            "The log could not be written; the batch was not kept. Send it again later.",
            failure);
  }

  private void sync(List<Append> group, List<LogEntry> entries) {
    long begun = System.nanoTime();
    try {
      segment.file.sync();
    } catch (IOException failure) {
      VaneException reason = poison(failure);
      for (Append append : group) {
        append.lane().failure = reason;
        answer(() -> append.listener().failed(reason));
      }
      return;
    }
    CrashPoint.reach("log.synced");
    listener.synced(group.size(), Duration.ofNanos(System.nanoTime() - begun));
    answer(
        () -> {
          for (int index = 0; index < group.size(); index++) {
            group.get(index).listener().durable(entries.get(index));
          }
        });
  }

  private VaneException poison(IOException failure) {
    LOG.error(
        "The log could not be brought to the disk. Nothing is acknowledged any more until the"
            + " gateway is started again",
        failure);
    VaneException reason =
        new VaneException(
            ErrorCode.LOG_FAILED,
            "The disk did not confirm the log, so nothing more is acknowledged until the gateway is restarted. Ask stream.status then and go on from there.",
            failure);
    poison = reason;
    return reason;
  }

  /** Begins another file where it is time for it; returns the size of the one to write to. */
  private long roll() throws IOException {
    boolean full = segment.size >= settings.segmentBytes();
    boolean spent = segment.size >= settings.segmentBytes() / 4 && segments.isUnused(segment);
    if ((full || spent) && nextPosition > segment.firstPosition) {
      // Synced by its last group; whatever is damaged in a file before the last is damage.
      Segment next = Segment.create(files, settings.directory(), log, nextPosition);
      Segment old = segment;
      segment = next;
      segments.add(next);
      segments.seal(old);
    }
    return segment.size;
  }

  private void answer(Runnable task) {
    answers.execute(
        () -> {
          try {
            task.run();
          } catch (RuntimeException failure) {
            LOG.error("A sender could not take the log's answer", failure);
          }
        });
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    answers.shutdown();
    try {
      if (!answers.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("Some senders have not taken the log's answers");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

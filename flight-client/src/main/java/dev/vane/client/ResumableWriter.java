package dev.vane.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Writes a producer's batches so that each is stored once, whatever happens to the connection or
 * the gateway. It numbers them, keeps those that are not acknowledged, and when the connection is
 * lost, or the gateway says that it can't at the moment, it connects again, asks what is durable,
 * and goes on after that.
 *
 * <p>A program that was started anew finds by {@link #nextOffset} where it has to go on: everything
 * before is on disk. It must not send something else under a number that it may have used.
 *
 * <p>What the gateway refuses for good (a fenced epoch, other columns) is thrown. For one thread,
 * except {@link #progress}, which any may call.
 */
public final class ResumableWriter implements AutoCloseable {
  private static final long NEWS_MILLISECONDS = 50;

  private final VaneClient client;
  private final PutCommand command;
  private final Producer producer;
  private final ResumeOptions options;
  private final Consumer<WriteProgress> onProgress;
  private final BufferAllocator allocator;
  private final VectorSchemaRoot wire;
  private final VectorLoader loader;
  private final UnacknowledgedTail tail;
  private final AtomicLong nextOffset = new AtomicLong();
  private final AtomicLong reconnects = new AtomicLong();
  private @Nullable PutStream stream;
  private long lastNewsNanos = System.nanoTime();
  private long knownOffset = -1;
  private boolean closed;

  ResumableWriter(
      VaneClient client,
      PutCommand command,
      Producer producer,
      Schema schema,
      ResumeOptions options,
      BufferAllocator parent,
      Consumer<WriteProgress> onProgress) {
    this.client = client;
    this.command = command.withProducer(producer).withAck(AckMode.BATCH);
    this.producer = producer;
    this.options = options;
    this.onProgress = onProgress;
    PlainBatches.requirePlain(schema);
    allocator = parent.newChildAllocator("resumable-writer", 0, Long.MAX_VALUE);
    wire = VectorSchemaRoot.create(schema, allocator);
    loader = new VectorLoader(wire);
    tail = new UnacknowledgedTail(allocator);
    boolean opened = false;
    try {
      untilDone(this::connect);
      nextOffset.set(tail.durableOffset() + 1);
      opened = true;
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  /** The number of the next batch. After opening it is the first that the gateway does not have. */
  public long nextOffset() {
    return nextOffset.get();
  }

  /**
   * Writes a batch. On return it is sent, or will be; the root may be refilled. Waits while the
   * tail is full.
   *
   * @throws VaneClientException what the gateway refuses for good, or what stopped it for longer
   *     than it was told to try
   */
  public void write(VectorSchemaRoot batch) {
    UnacknowledgedTail.Kept kept = tail.add(nextOffset.getAndIncrement(), batch);
    if (!trySend(kept)) {
      untilDone(this::connect);
    }
    awaitTail(options.tailBytes());
  }

  /**
   * Sends the last batch that the gateway has once more, before anything else is written, so that
   * the gateway compares it. What does not compare ends the stream.
   */
  void repeat(long offset, VectorSchemaRoot batch) {
    PutStream open = stream;
    try (UnacknowledgedTail copies = new UnacknowledgedTail(allocator)) {
      UnacknowledgedTail.Kept copy = copies.add(offset, batch);
      if (open != null) {
        send(open, copy);
      }
    } catch (VaneClientException failure) {
      requireRetryable(failure);
      untilDone(this::connect);
    }
  }

  /** Waits until everything written is on disk. */
  public void flush() {
    awaitTail(0);
  }

  /** Ends the stream: everything written is on disk on return. */
  public PutReceipt finish() {
    while (true) {
      flush();
      PutStream open = stream;
      try {
        if (open != null) {
          PutReceipt receipt = open.finish();
          stream = null;
          open.close();
          return receipt;
        }
      } catch (VaneClientException failure) {
        requireRetryable(failure);
        pause(0, failure);
      }
      untilDone(this::connect);
    }
  }

  /** How far it is. */
  public WriteProgress progress() {
    return new WriteProgress(
        nextOffset.get(),
        tail.durableOffset(),
        tail.durableRecords(),
        tail.size(),
        tail.bytes(),
        reconnects.get());
  }

  /** Gives up what is not acknowledged, on this side; what was sent may still become durable. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    disconnect();
    tail.close();
    wire.close();
    allocator.close();
  }

  private boolean trySend(UnacknowledgedTail.Kept kept) {
    PutStream open = stream;
    if (open == null) {
      return false;
    }
    try {
      send(open, kept);
      return true;
    } catch (VaneClientException failure) {
      requireRetryable(failure);
      pause(0, failure);
      return false;
    }
  }

  private void send(PutStream open, UnacknowledgedTail.Kept kept) {
    loader.load(kept.batch());
    open.putNext(kept.offset());
  }

  private void awaitTail(long mostBytes) {
    int attempt = 0;
    while (mostBytes > 0 ? tail.bytes() > mostBytes : !tail.isEmpty()) {
      noteNews();
      PutStream open = stream;
      if (open == null) {
        untilDone(this::connect);
      } else if (open.hasEnded()) {
        pauseAfter(open, attempt++);
        untilDone(this::connect);
      } else {
        try {
          tail.awaitNews(mostBytes, NEWS_MILLISECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw VaneClientException.ofClient(
              VaneClientException.CLOSED, "The writing thread was interrupted.", e);
        }
      }
    }
    noteNews();
  }

  /** Waits a little before a call that has ended is opened anew, unless it was refused for good. */
  private void pauseAfter(PutStream ended, int attempt) {
    try {
      ended.requireRunning();
    } catch (VaneClientException failure) {
      requireRetryable(failure);
      pause(attempt, failure);
    }
  }

  private void noteNews() {
    if (tail.durableOffset() > knownOffset) {
      knownOffset = tail.durableOffset();
      lastNewsNanos = System.nanoTime();
    }
  }

  /** Runs the step until it succeeds. */
  private void untilDone(Runnable step) {
    for (int attempt = 0; ; attempt++) {
      try {
        step.run();
        return;
      } catch (VaneClientException failure) {
        requireRetryable(failure);
        pause(attempt, failure);
      }
    }
  }

  /** Asks what is durable, opens a stream, and sends what is not. */
  private void connect() {
    if (stream != null) {
      reconnects.incrementAndGet();
    }
    disconnect();
    client.reconnectAtOnce();
    StreamStatus status = client.streamStatus(command.streamName(), producer.id());
    tail.acknowledged(status.ackUpToOffset(), status.ackUpToRecords());
    noteNews();
    PutStream open = client.startPut(command, wire, this::acknowledged);
    stream = open;
    for (UnacknowledgedTail.Kept kept : tail.all()) {
      send(open, kept);
    }
  }

  private void acknowledged(PutAck ack) {
    tail.acknowledged(ack.offset(), ack.records());
    onProgress.accept(progress());
  }

  private void disconnect() {
    PutStream open = stream;
    stream = null;
    if (open != null) {
      open.close();
    }
  }

  private static void requireRetryable(VaneClientException failure) {
    boolean lost =
        failure.origin() == VaneClientException.Origin.UNREACHABLE
            || failure.origin() == VaneClientException.Origin.DEADLINE
            || failure.code().equals(VaneClientException.OUTCOME_UNKNOWN);
    if (!lost && !failure.retryable()) {
      throw failure;
    }
  }

  private void pause(int attempt, VaneClientException failure) {
    noteNews();
    if (System.nanoTime() - lastNewsNanos > options.giveUpAfter().toNanos()) {
      throw failure;
    }
    Duration pause = options.firstPause().multipliedBy(1L << Math.min(attempt, 20));
    long most = Math.min(pause.toMillis(), options.longestPause().toMillis());
    long told = failure.retryAfter().map(Duration::toMillis).orElse(0L);
    try {
      Thread.sleep(Math.max(most / 2, told) + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }
}

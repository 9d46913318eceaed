package dev.vane.flight.put;

import dev.vane.config.Durations;
import dev.vane.flight.ipc.FlightMessage;
import dev.vane.gateway.memory.StreamAccount;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one stream between gRPC, which puts them in, and the stream's thread, which takes
 * them out. The client may send on while few bytes wait here, whatever the number of messages: flow
 * control by count alone would let five messages of any size pile up. An error that ends the stream
 * passes whatever still waits.
 */
final class Inbox implements AutoCloseable {
  /** Messages that may wait or be under way. */
  static final int WINDOW_MESSAGES = 64;

  /** Messages under way at once: their sizes are not known yet, so they stand beside the window. */
  static final int PIPELINE = 2;

  private final StreamAccount account;
  private final Runnable requestOne;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<FlightMessage> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private int requested;
  private boolean taking;
  private long takingSince;
  private boolean ended;
  private boolean closed;
  private boolean abandoned;
  private long closedSince;
  private long closedNanos;
  private @Nullable VaneException failure;
  private Runnable failed = () -> {};

  /**
   * @param account where the messages are counted until they are given back; says how many bytes
   *     may wait
   * @param requestOne lets the client send one more message
   */
  Inbox(StreamAccount account, Runnable requestOne) {
    this.account = account;
    this.requestOne = requestOne;
  }

  /** Lets the client begin. */
  void open() {
    requestMore();
  }

  /** Puts a message in; the inbox owns it until it is taken. */
  void add(FlightMessage message) {
    lock.lock();
    try {
      requested--;
      if (closed || failure != null) {
        message.close();
        return;
      }
      waiting.add(message);
      waitingBytes += message.size();
      account.add(message.size());
      changed.signal();
    } finally {
      lock.unlock();
    }
    requestMore();
  }

  /** The client has sent everything. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The stream ends with an error, at once; the first one counts. */
  void fail(VaneException reason) {
    Runnable stopping;
    lock.lock();
    try {
      if (failure == null) {
        failure = reason;
      }
      discard();
      account.stop(failure);
      changed.signal();
      stopping = failed;
    } finally {
      lock.unlock();
    }
    stopping.run();
  }

  /** What else is to stop when the stream is ended by an error; at once if it was. */
  void onFailure(Runnable action) {
    boolean now;
    lock.lock();
    try {
      failed = action;
      now = failure != null;
    } finally {
      lock.unlock();
    }
    if (now) {
      action.run();
    }
  }

  /** The stream ends with an error if its thread has waited so long for the client. */
  void failIfSilent(Duration silence, VaneException reason) {
    lock.lock();
    try {
      if (taking
          && waiting.isEmpty()
          && !ended
          && System.nanoTime() - takingSince >= silence.toNanos()) {
        fail(reason);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The stream has ended with an error that its client was already told. */
  void abandon(VaneException reason) {
    lock.lock();
    try {
      abandoned = true;
    } finally {
      lock.unlock();
    }
    fail(reason);
  }

  /** Whether the client was already told how its stream ended. */
  boolean isAbandoned() {
    lock.lock();
    try {
      return abandoned;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the next message, which the caller gives back to {@link #giveBack}.
   *
   * @param idle longest wait for the client
   * @return null when the client has sent everything
   * @throws VaneException what {@link #fail} was told, or LIMIT_STREAM_IDLE
   */
  @Nullable FlightMessage take(Duration idle) {
    FlightMessage message;
    lock.lock();
    try {
      await(idle);
      message = waiting.poll();
      if (message != null) {
        waitingBytes -= message.size();
      }
    } finally {
      lock.unlock();
    }
    requestMore();
    return message;
  }

  /** Closes a message that was taken. */
  void giveBack(FlightMessage message) {
    message.close();
    account.remove(message.size());
  }

  /** How long the client could send nothing, because its messages waited, since this was asked. */
  Duration takeClosedTime() {
    lock.lock();
    try {
      Duration time = Duration.ofNanos(closedNanos);
      closedNanos = 0;
      return time;
    } finally {
      lock.unlock();
    }
  }

  /** Throws if the stream was ended by an error. */
  void requireSound() {
    lock.lock();
    try {
      if (failure != null) {
        throw failure;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives back what waits, and whatever still comes. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      discard();
    } finally {
      lock.unlock();
    }
  }

  private void await(Duration idle) {
    long left = idle.toNanos();
    taking = true;
    takingSince = System.nanoTime();
    try {
      while (failure == null && waiting.isEmpty() && !ended) {
        if (left <= 0) {
          throw new VaneException(
              ErrorCode.LIMIT_STREAM_IDLE,
              "The client sent nothing for %s, as long as limits.stream_idle allows. Send the stream again, and end it when it is complete; nothing of it was kept."
                  .formatted(Durations.print(idle)));
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VaneException(
          ErrorCode.SHUTTING_DOWN, "The gateway is stopping; send the stream again later.", e);
    } finally {
      taking = false;
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void requestMore() {
    int count = 0;
    lock.lock();
    try {
      while (!closed && !ended && failure == null && mayRequest()) {
        requested++;
        count++;
      }
      noteClosed();
    } finally {
      lock.unlock();
    }
    for (int i = 0; i < count; i++) {
      requestOne.run();
    }
  }

  /** Under the lock. */
  private void noteClosed() {
    boolean isClosed = requested == 0 && !ended && !closed;
    if (isClosed && closedSince == 0) {
      closedSince = System.nanoTime();
    } else if (!isClosed && closedSince != 0) {
      closedNanos += System.nanoTime() - closedSince;
      closedSince = 0;
    }
  }

  /** A stream whose inbox is empty may always send: nobody else's take would let it go on later. */
  private boolean mayRequest() {
    if (waiting.isEmpty() && requested == 0) {
      return true;
    }
    return waitingBytes < account.window()
        && requested < PIPELINE
        && waiting.size() + requested < WINDOW_MESSAGES
        && !account.isTight();
  }

  private void discard() {
    waiting.forEach(FlightMessage::close);
    waiting.clear();
    account.remove(waitingBytes);
    waitingBytes = 0;
  }
}

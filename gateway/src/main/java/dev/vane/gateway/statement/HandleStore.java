package dev.vane.gateway.statement;

import dev.vane.spi.VaneException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What clients keep here under handles that cannot be guessed: so many and so many bytes at most,
 * and nothing that was not used for a time. A store that is full refuses, or drops what was unused
 * for longest. What is idle goes with the next use of the store, whoever makes it. Safe for many
 * threads.
 */
final class HandleStore<T> {
  private static final int HANDLE_BYTES = 18;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Entry<T>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final int most;
  private final long mostBytes;
  private final Duration idle;
  private final @Nullable Supplier<VaneException> full;
  private long bytes;

  /**
   * @param full the refusal of one too many; without it the oldest goes
   */
  HandleStore(int most, long mostBytes, Duration idle, @Nullable Supplier<VaneException> full) {
    this.most = most;
    this.mostBytes = mostBytes;
    this.idle = idle;
    this.full = full;
  }

  private record Entry<T>(T value, long bytes, long usedNanos) {}

  /**
   * Keeps a value.
   *
   * @return its handle
   */
  synchronized String add(T value, long size) {
    byte[] handle = new byte[HANDLE_BYTES];
    random.nextBytes(handle);
    String name = Base64.getUrlEncoder().withoutPadding().encodeToString(handle);
    put(name, value, size);
    return name;
  }

  /** Puts another value under a handle that is kept. */
  synchronized void replace(String handle, T value, long size) {
    Entry<T> old = remove(handle);
    boolean kept = false;
    try {
      put(handle, value, size);
      kept = true;
    } finally {
      if (!kept && old != null) {
        put(handle, old.value(), old.bytes());
      }
    }
  }

  /** The value of a handle, used now. */
  synchronized Optional<T> find(String handle) {
    dropIdle();
    Entry<T> found = entries.get(handle);
    if (found == null) {
      return Optional.empty();
    }
    entries.put(handle, new Entry<>(found.value(), found.bytes(), System.nanoTime()));
    return Optional.of(found.value());
  }

  /** Forgets a handle. */
  synchronized void close(String handle) {
    remove(handle);
  }

  synchronized int count() {
    dropIdle();
    return entries.size();
  }

  synchronized long bytes() {
    dropIdle();
    return bytes;
  }

  private void put(String handle, T value, long size) {
    dropIdle();
    if (full != null && isFull(size)) {
      throw full.get();
    }
    while (isFull(size) && !entries.isEmpty()) {
      remove(entries.keySet().iterator().next());
    }
    entries.put(handle, new Entry<>(value, size, System.nanoTime()));
    bytes += size;
  }

  private boolean isFull(long size) {
    return entries.size() >= most || bytes + size > mostBytes;
  }

  private @Nullable Entry<T> remove(String handle) {
    Entry<T> removed = entries.remove(handle);
    if (removed != null) {
      bytes -= removed.bytes();
    }
    return removed;
  }

  private void dropIdle() {
    long oldest = System.nanoTime() - idle.toNanos();
    Iterator<Entry<T>> byUse = entries.values().iterator();
    while (byUse.hasNext()) {
      Entry<T> entry = byUse.next();
      if (entry.usedNanos() - oldest > 0) {
        return;
      }
      bytes -= entry.bytes();
      byUse.remove();
    }
  }
}

package dev.vane.gateway.query;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whole answers of scans, kept in memory within a byte budget, so that a table that is read again
 * and has not changed costs the network only. A scan is found by its table's version, so a kept one
 * is never stale. The budget covers what is kept and what is being recorded, which goes first; each
 * scan is recorded by one of its readers. Of the kept ones the one unused for longest goes first;
 * whoever still sends it keeps its buffers until then. Safe for many threads.
 */
final class ScanStore implements AutoCloseable {
  private final long budget;
  private final Map<ScanKey, KeptScan> scans = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<ScanKey> recording = new HashSet<>();
  private long keptBytes;
  private long recordedBytes;
  private boolean closed;

  /**
   * @param budget bytes that answers may take, kept or being recorded
   */
  ScanStore(long budget) {
    this.budget = budget;
  }

  /** The answer of a key, for the caller to release. */
  synchronized Optional<KeptScan> find(ScanKey key) {
    return Optional.ofNullable(scans.get(key)).map(KeptScan::hold);
  }

  /**
   * Whether the caller is to record this scan; it then says so by {@link #keep} or {@link #end}.
   */
  synchronized boolean begin(ScanKey key) {
    return !closed && !scans.containsKey(key) && recording.add(key);
  }

  /** Takes room for so many bytes more of a recording; false if there is none. */
  synchronized boolean reserve(long bytes) {
    if (recordedBytes + bytes > budget) {
      return false;
    }
    recordedBytes += bytes;
    while (keptBytes + recordedBytes > budget) {
      drop(scans.keySet().iterator().next());
    }
    return true;
  }

  /** Keeps a recording of which all bytes were reserved; the caller stays a holder of it. */
  synchronized void keep(ScanKey key, KeptScan scan) {
    end(key, scan.bytes());
    if (!closed) {
      scans.put(key, scan.hold());
      keptBytes += scan.bytes();
    }
  }

  /** Ends a recording and gives back what was reserved for it. */
  synchronized void end(ScanKey key, long reserved) {
    recording.remove(key);
    recordedBytes -= reserved;
  }

  private void drop(ScanKey key) {
    KeptScan dropped = scans.remove(key);
    if (dropped != null) {
      keptBytes -= dropped.bytes();
      dropped.release();
    }
  }

  /** Bytes kept and being recorded. */
  synchronized long bytes() {
    return keptBytes + recordedBytes;
  }

  @Override
  public synchronized void close() {
    closed = true;
    scans.values().forEach(KeptScan::release);
    scans.clear();
    keptBytes = 0;
  }
}

package dev.vane.gateway.query;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whole answers of scans, kept in memory within a byte budget, so that a table that is read again
 * and has not changed costs the network only. A scan is found by its table's version, so a kept one
 * is never stale. The one unused for longest goes first; whoever still sends it keeps its buffers
 * until then. Safe for many threads.
 */
final class ScanStore implements AutoCloseable {
  private final long budget;
  private final Map<ScanKey, KeptScan> scans = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private boolean closed;

  /**
   * @param budget bytes that kept answers may take
   */
  ScanStore(long budget) {
    this.budget = budget;
  }

  long budget() {
    return budget;
  }

  /** The answer of a key, for the caller to release. */
  synchronized Optional<KeptScan> find(ScanKey key) {
    return Optional.ofNullable(scans.get(key)).map(KeptScan::hold);
  }

  /** Keeps a whole answer; the caller stays a holder of it. */
  synchronized void keep(ScanKey key, KeptScan scan) {
    if (closed || scan.bytes() > budget || scans.containsKey(key)) {
      return;
    }
    while (bytes + scan.bytes() > budget) {
      drop(scans.keySet().iterator().next());
    }
    scans.put(key, scan.hold());
    bytes += scan.bytes();
  }

  private void drop(ScanKey key) {
    KeptScan dropped = scans.remove(key);
    if (dropped != null) {
      bytes -= dropped.bytes();
      dropped.release();
    }
  }

  /** Bytes kept. */
  synchronized long bytes() {
    return bytes;
  }

  @Override
  public synchronized void close() {
    closed = true;
    scans.values().forEach(KeptScan::release);
    scans.clear();
    bytes = 0;
  }
}

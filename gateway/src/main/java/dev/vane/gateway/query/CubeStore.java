package dev.vane.gateway.query;

import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cubes that were computed, each over one version of a table, kept within a byte budget, in memory
 * or, when that is scarce, in files. A cube can be found by its key, so that the same question, in
 * another order or on another page, costs nothing; and by its id, so that a ticket or a cursor
 * reads exactly what was pinned.
 *
 * <p>A cube in use is never dropped; of the others the one unused for longest goes first. Who asks
 * for a cube that is being computed waits for it. A computation that its own asker cancelled is
 * taken over by one of those who wait; any other failure is theirs as well, for theirs would be the
 * same.
 *
 * <p>Safe for many threads.
 */
final class CubeStore implements AutoCloseable {
  private final long budget;
  private final long memory;
  private final GatewayMetrics metrics;
  private final Map<UUID, Entry> entries = new LinkedHashMap<>();
  private final Map<String, SharedComputation> computations = new LinkedHashMap<>();

  /**
   * @param budget limits.scratch: bytes in memory and on disk
   * @param memory bytes in memory, beyond which cubes that nobody reads leave for files
   */
  CubeStore(long budget, long memory, GatewayMetrics metrics) {
    this.budget = budget;
    this.memory = memory;
    this.metrics = metrics;
  }

  /** A cube and how many read it. */
  private static final class Entry {
    private final UUID id = UUID.randomUUID();
    private final String key;
    private final PinnedCube cube;
    private int readers;

    Entry(String key, PinnedCube cube) {
      this.key = key;
      this.cube = cube;
    }
  }

  /** The right to read a cube until closed; closing it again does nothing. */
  record Lease(UUID id, PinnedCube cube, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }

  /** The cube of a ticket or a cursor, if it is still kept. */
  synchronized Optional<Lease> byId(UUID id) {
    return Optional.ofNullable(entries.get(id)).map(this::use);
  }

  /**
   * The kept cube of a key that serves, or else a computed one.
   *
   * @param key what the cube is of, the table's version included
   * @param serves whether a cube of the key has all that is needed
   * @throws VaneException {@link ErrorCode#LIMIT_SCRATCH} when it does not fit; what computing
   *     throws
   */
  Lease find(
      String key,
      Predicate<PinnedCube> serves,
      Supplier<PinnedCube> compute,
      Cancellation cancellation) {
    while (true) {
      SharedComputation computation;
      boolean mine = false;
      synchronized (this) {
        Lease kept = kept(key, serves);
        if (kept != null) {
          metrics.cubeLookup(GatewayMetrics.HIT);
          return kept;
        }
        computation = computations.get(key);
        if (computation == null) {
          computation = new SharedComputation();
          computations.put(key, computation);
          mine = true;
        }
      }
      if (mine) {
        metrics.cubeLookup(GatewayMetrics.MISS);
        return compute(key, compute, computation);
      }
      metrics.cubeLookup(GatewayMetrics.JOINED);
      computation.join(cancellation);
    }
  }

  private @Nullable Lease kept(String key, Predicate<PinnedCube> serves) {
    for (Entry entry : entries.values()) {
      if (entry.key.equals(key) && serves.test(entry.cube)) {
        return use(entry);
      }
    }
    return null;
  }

  private Lease compute(String key, Supplier<PinnedCube> compute, SharedComputation computation) {
    @Nullable VaneException failure = null;
    try {
      return add(key, compute.get());
    } catch (VaneException e) {
      failure = e;
      throw e;
    } finally {
      synchronized (this) {
        computations.remove(key, computation);
      }
      computation.end(failure);
    }
  }

  private synchronized Lease add(String key, PinnedCube cube) {
    long size = cube.bytes();
    makeRoom(size);
    long held = bytes();
    if (held + size > budget) {
      cube.close();
      throw new VaneException(
          ErrorCode.LIMIT_SCRATCH,
          "The pivot's cube takes %,d bytes, and limits.scratch allows %,d, of which %,d are being read. Ask for fewer rows, columns or measures, or raise the limit."
              .formatted(size, budget, held));
    }
    Entry entry = new Entry(key, cube);
    entries.put(entry.id, entry);
    return lease(entry);
  }

  /** Bytes kept. */
  synchronized long bytes() {
    return entries.values().stream().mapToLong(entry -> entry.cube.bytes()).sum();
  }

  /** Bytes kept in memory. */
  synchronized long memoryBytes() {
    return entries.values().stream().mapToLong(entry -> entry.cube.memoryBytes()).sum();
  }

  /**
   * Lets cubes that nobody reads leave memory until what is there fits, the one unused for longest
   * first. Called after a cube was computed or read again.
   */
  synchronized void trim() {
    long held = memoryBytes();
    for (Entry entry : List.copyOf(entries.values())) {
      if (held <= memory) {
        return;
      }
      long size = entry.cube.memoryBytes();
      if (entry.readers == 0 && size > 0) {
        entry.cube.spill();
        metrics.cubeSpilled();
        held -= size;
      }
    }
  }

  /** Cubes kept. */
  synchronized long count() {
    return entries.size();
  }

  @Override
  public synchronized void close() {
    entries.values().forEach(entry -> entry.cube.close());
    entries.clear();
  }

  /** The one used last stands last. */
  private Lease use(Entry entry) {
    entries.remove(entry.id);
    entries.put(entry.id, entry);
    return lease(entry);
  }

  private Lease lease(Entry entry) {
    entry.readers++;
    AtomicBoolean open = new AtomicBoolean(true);
    return new Lease(
        entry.id,
        entry.cube,
        () -> {
          if (open.compareAndSet(true, false)) {
            release(entry);
          }
        });
  }

  private synchronized void release(Entry entry) {
    entry.readers--;
  }

  private void makeRoom(long size) {
    long held = bytes();
    List<Entry> oldestFirst = new ArrayList<>(entries.values());
    for (Entry entry : oldestFirst) {
      if (held + size <= budget) {
        return;
      }
      if (entry.readers == 0) {
        held -= entry.cube.bytes();
        entries.remove(entry.id);
        entry.cube.close();
        metrics.cubeEvicted();
      }
    }
  }
}

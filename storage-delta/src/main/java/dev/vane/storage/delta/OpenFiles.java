package dev.vane.storage.delta;

import dev.vane.spi.ReadSession;
import dev.vane.storage.delta.file.FileIO;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * What of the tables this process is using: versions that sessions read, and files that are being
 * written and no log names yet. A vacuum leaves all of it alone.
 *
 * <p>A version is loaded and registered in one step, which a vacuum can't come between; so whoever
 * reads the newest version has its files kept, or reads a version that the vacuum knows to be live.
 * Safe for many threads.
 */
final class OpenFiles {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  /** Each use is an entry of its own, although several may be of one version. */
  private final Map<Object, TableState> read = new LinkedHashMap<>();

  private final Set<String> writtenPrefixes = new HashSet<>();

  /**
   * Loads a version and keeps its files until the handle is closed.
   *
   * @return empty when there is none
   */
  Optional<Pin> pin(Supplier<Optional<TableState>> load) {
    lock.readLock().lock();
    try {
      return load.get().map(this::register);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Loads a version and keeps its files for as long as the session is open. */
  Optional<TableState> pin(ReadSession session, Supplier<Optional<TableState>> load) {
    return pin(load)
        .map(
            pin -> {
              session.onClose(pin::close);
              return pin.state();
            });
  }

  private Pin register(TableState state) {
    Object use = new Object();
    synchronized (read) {
      read.put(use, state);
    }
    return new Pin(
        state,
        () -> {
          synchronized (read) {
            read.remove(use);
          }
        });
  }

  /** A version whose files stay. Closing it again does nothing. */
  record Pin(TableState state, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }

  /** Begins to write files below a table's folder. */
  StagingFolder stage(FileIO store, Path table) {
    StagingFolder folder = new StagingFolder(store, table);
    synchronized (writtenPrefixes) {
      writtenPrefixes.addAll(folder.prefixes());
    }
    return folder;
  }

  /** The folder's files are in the log, or gone. */
  void unstage(StagingFolder folder) {
    synchronized (writtenPrefixes) {
      folder.prefixes().forEach(writtenPrefixes::remove);
    }
  }

  /** Whether a file of this name is being written by this process. */
  Set<String> prefixes() {
    synchronized (writtenPrefixes) {
      return Set.copyOf(writtenPrefixes);
    }
  }

  /**
   * The newest version, and every other that is being read, of one table.
   *
   * @param newest loads the newest; nothing is pinned meanwhile
   */
  List<TableState> live(Supplier<TableState> newest) {
    lock.writeLock().lock();
    try {
      List<TableState> live = new ArrayList<>();
      TableState now = newest.get();
      live.add(now);
      synchronized (read) {
        read.values().stream().filter(state -> state.path().equals(now.path())).forEach(live::add);
      }
      return live;
    } finally {
      lock.writeLock().unlock();
    }
  }
}

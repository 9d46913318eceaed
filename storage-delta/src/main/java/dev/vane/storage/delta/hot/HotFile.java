package dev.vane.storage.delta.hot;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.file.DatabaseFile;
import dev.vane.duckdb.file.FileRecovery;
import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.VaneException;
import java.nio.file.Path;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DuckDB file of the hot tier. It has an identity of its own, under which Delta tables record
 * what they took of it. Safe for many threads.
 */
public final class HotFile implements AutoCloseable {
  static final String CATALOG = "delta_hot";

  private static final Logger LOG = LoggerFactory.getLogger(HotFile.class);
  private static final String IDENTITY = DuckDbDialect.INSTANCE.path(CATALOG, "main", "identity");
  private static final String TRIALS = DuckDbDialect.INSTANCE.path(CATALOG, "main", "trials");

  private final DuckDbEngine engine;
  private final DatabaseFile file;
  private final FileRecovery recovery;
  private final String id;
  private final HotLayouts layouts;

  private HotFile(
      DuckDbEngine engine, DatabaseFile file, EngineConnection connection, Runnable openedAgain) {
    this.engine = engine;
    this.file = file;
    this.id = connection.first("SELECT id FROM " + IDENTITY, row -> row.getString(1)).orElseThrow();
    this.recovery = new FileRecovery(engine, file, new IdentityTrial(openedAgain));
    this.layouts = HotLayouts.read(engine, connection, this);
  }

  /**
   * Opens the file, or makes it.
   *
   * @param openedAgain runs after the file had to be opened again: what is known of it may be wrong
   */
  public static HotFile open(DuckDbEngine engine, Path path, Runnable openedAgain) {
    DatabaseFile file = new DatabaseFile(path, CATALOG, "data_dir");
    file.attach(engine);
    try (EngineConnection connection = engine.connect()) {
      connection.begin();
      connection.execute("CREATE TABLE IF NOT EXISTS " + IDENTITY + " (id VARCHAR)");
      connection.execute("CREATE TABLE IF NOT EXISTS " + TRIALS + " (trial BIGINT)");
      connection.update(
          "INSERT INTO %1$s SELECT ? WHERE NOT EXISTS (FROM %1$s)".formatted(IDENTITY),
          "hot-" + UUID.randomUUID());
      HotBooks.create(connection);
      HotLayouts.create(connection);
      connection.commit();
      return new HotFile(engine, file, connection, openedAgain);
    }
  }

  /** The file's own, for ever. */
  public String id() {
    return id;
  }

  /** How the rows' files are to be laid out. */
  public HotLayouts layouts() {
    return layouts;
  }

  /** Refuses rows that the disk has no room for. */
  public void requireRoom(long bytes) {
    file.requireRoom(bytes);
  }

  /** See {@link FileRecovery#requireReadable}. */
  public void requireReadable() {
    recovery.requireReadable();
  }

  /** See {@link FileRecovery#requireWritable}. */
  public void requireWritable() {
    recovery.requireWritable();
  }

  /** Work on the file has failed. */
  public void failed(VaneException failure) {
    recovery.failed(failure);
  }

  /**
   * Moves the file's own log into it, after segments went; most of their rows never reach the file.
   * One that is refused because of a running transaction is tried after the next segment.
   */
  public void checkpoint() {
    try (EngineConnection connection = engine.connect()) {
      connection.execute("CHECKPOINT " + DuckDbDialect.INSTANCE.identifier(CATALOG));
    } catch (VaneException failure) {
      recovery.failed(failure);
      LOG.debug("A checkpoint of the hot tier has to wait", failure);
    }
  }

  @Override
  public void close() {
    if (file.isAttached(engine)) {
      checkpoint();
      file.detach(engine);
    }
  }

  private record IdentityTrial(Runnable again) implements FileRecovery.Trial {
    @Override
    public void read(EngineConnection connection) {
      connection.query("SELECT id FROM " + IDENTITY, row -> row.getString(1));
    }

    @Override
    public void write(EngineConnection connection) {
      connection.execute("INSERT INTO " + TRIALS + " VALUES (1)");
      connection.execute("DELETE FROM " + TRIALS);
    }

    @Override
    public void openedAgain() {
      again.run();
    }
  }
}

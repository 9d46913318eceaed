package dev.vane.spi;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;

/**
 * A backend with the engine that reads it, in a directory, and the few steps that tests are made
 * of. Rows are read back as a client gets them: by a query over a snapshot's relation.
 */
public final class StorageHarness implements AutoCloseable {
  private static final long ENGINE_MEMORY = 512L << 20;

  private final BufferAllocator allocator;
  private final Path directory;
  private final QueryEngineProvider engines;
  private final StorageProvider storages;
  private final Map<String, String> settings;
  private QueryEngine engine;
  private Storage storage;

  public StorageHarness(
      BufferAllocator allocator,
      Path directory,
      QueryEngineProvider engines,
      StorageProvider storages,
      Map<String, String> settings) {
    this.allocator = allocator;
    this.directory = directory;
    this.engines = engines;
    this.storages = storages;
    this.settings = settings;
    engine = openEngine();
    storage = openStorage();
  }

  private QueryEngine openEngine() {
    return engines.open(
        new EngineContext(
            allocator, List.of(storageDirectory()), directory.resolve("spill"), ENGINE_MEMORY, 2));
  }

  private Storage openStorage() {
    try {
      return storages.open(new StorageContext(storageDirectory(), engine, allocator, settings));
    } catch (RuntimeException failure) {
      engine.close();
      throw failure;
    }
  }

  /** Where the backend keeps everything. */
  public Path storageDirectory() {
    return directory.resolve("storage");
  }

  public BufferAllocator allocator() {
    return allocator;
  }

  public Storage storage() {
    return storage;
  }

  public QueryEngine engine() {
    return engine;
  }

  /** Closes backend and engine and opens both again, as a restart does. */
  public void reopen() {
    close();
    engine = openEngine();
    storage = openStorage();
  }

  public TableId table(String name) {
    return TableId.of(storage.name(), name);
  }

  /** Writes the rows as one stream of one batch. */
  public CommitReceipt write(
      String table, WriteOptions options, Schema schema, List<List<@Nullable Object>> rows) {
    try (TableWriter writer = storage.openWriter(table(table), schema, options)) {
      append(writer, schema, rows);
      return writer.commit();
    }
  }

  /** Adds one batch to a stream. */
  public void append(TableWriter writer, Schema schema, List<List<@Nullable Object>> rows) {
    try (VectorSchemaRoot batch = TestBatches.batch(allocator, schema, rows)) {
      writer.append(batch, new DictionaryProvider.MapDictionaryProvider());
    }
  }

  /** All rows of the newest version, sorted by the first column. */
  public List<List<@Nullable Object>> read(String table) {
    return read(table, AsOf.LATEST);
  }

  public List<List<@Nullable Object>> read(String table, AsOf asOf) {
    try (ReadSession session = engine.openSession()) {
      return read(session, snapshot(session, table, asOf));
    }
  }

  /** All rows of a snapshot, sorted by the first column. */
  public List<List<@Nullable Object>> read(ReadSession session, TableSnapshot snapshot) {
    String first = engine.dialect().identifier(snapshot.schema().getFields().get(0).getName());
    return query(
        session, "SELECT * FROM " + snapshot.relation(List.of()).sql() + " ORDER BY " + first);
  }

  public TableSnapshot snapshot(ReadSession session, String table, AsOf asOf) {
    return storage.snapshot(table(table), asOf, session).orElseThrow();
  }

  /** The newest version of a table. */
  public long version(String table) {
    try (ReadSession session = engine.openSession()) {
      return snapshot(session, table, AsOf.LATEST).version();
    }
  }

  /** The rows that a statement gives, texts as strings. */
  public static List<List<@Nullable Object>> query(ReadSession session, String sql) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (QueryResult result = session.execute(SqlQuery.of(sql), QueryLimits.none())) {
      while (result.next()) {
        VectorSchemaRoot batch = result.batch();
        for (int row = 0; row < batch.getRowCount(); row++) {
          List<@Nullable Object> values = new ArrayList<>();
          for (FieldVector vector : batch.getFieldVectors()) {
            Object value = vector.getObject(row);
            values.add(value instanceof Text ? value.toString() : value);
          }
          rows.add(values);
        }
      }
    }
    return rows;
  }

  @Override
  public void close() {
    storage.close();
    engine.close();
  }
}

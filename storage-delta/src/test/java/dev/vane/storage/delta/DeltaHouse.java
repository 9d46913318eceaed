package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.spi.AsOf;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.EngineContext;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Relation;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.Storage;
import dev.vane.spi.StorageContext;
import dev.vane.spi.TableId;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.TableWriter;
import dev.vane.spi.TieredStorage;
import dev.vane.spi.VersionRange;
import dev.vane.spi.WriteOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * An engine and a Delta backend over a directory, closed together; closing fails if Arrow memory
 * leaked. Rows to write come from queries, rows read are given as texts.
 */
final class DeltaHouse implements AutoCloseable {
  final Path root;
  final BufferAllocator allocator = new RootAllocator();
  final DuckDbEngine engine;
  Storage storage;

  DeltaHouse(Path directory) {
    this(directory, Map.of());
  }

  DeltaHouse(Path directory, Map<String, String> settings) {
    this.root = directory.resolve("delta");
    try {
      Files.createDirectories(root);
      Files.createDirectories(directory.resolve("spill"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.engine =
        DuckDbEngine.open(
            new EngineContext(
                allocator,
                List.of(root, directory.resolve("hot")),
                directory.resolve("spill"),
                512L << 20,
                2));
    this.storage =
        new DeltaStorageProvider().open(new StorageContext(root, engine, allocator, settings));
  }

  void reopen() {
    storage.close();
    storage =
        new DeltaStorageProvider().open(new StorageContext(root, engine, allocator, Map.of()));
  }

  void reopen(Map<String, String> settings) {
    storage.close();
    storage =
        new DeltaStorageProvider().open(new StorageContext(root, engine, allocator, settings));
  }

  /** Settings of a hot tier that moves nothing by itself. */
  static Map<String, String> hotSettings(Path directory) {
    return Map.of("hot_file", directory.resolve("hot/delta.duckdb").toString());
  }

  static TableId table(String name) {
    return TableId.of("delta", name);
  }

  CommitReceipt write(String table, String query, WriteOptions options) {
    return write(table(table), query, options);
  }

  CommitReceipt append(String table, String query) {
    return write(table, query, WriteOptions.append());
  }

  CommitReceipt write(TableId table, String query, WriteOptions options) {
    try (TableWriter writer = open(table, query, options)) {
      return writer.commit();
    }
  }

  /** A writer that has been given the query's rows, as they come from a client. */
  TableWriter open(TableId table, String query, WriteOptions options) {
    return open(query, schema -> storage.openWriter(table, schema, options));
  }

  /** Rows that go before the table, as those that were acknowledged one by one. */
  CommitReceipt hot(String table, String query, CommitMarks marks) {
    WriteOptions options = WriteOptions.append().withSchemaMode(SchemaMode.MERGE);
    try (TableWriter writer =
        open(
            query,
            schema -> ((TieredStorage) storage).openHotWriter(table(table), schema, options))) {
      return writer.commit(marks);
    }
  }

  TableWriter open(String query, Function<Schema, TableWriter> opening) {
    try (ArrowStreamReader reader =
        new ArrowStreamReader(new ByteArrayInputStream(stream(query)), allocator)) {
      Schema schema = reader.getVectorSchemaRoot().getSchema();
      TableWriter writer = opening.apply(schema);
      try {
        while (reader.loadNextBatch()) {
          writer.append(reader.getVectorSchemaRoot(), reader);
        }
        return writer;
      } catch (RuntimeException e) {
        writer.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] stream(String query) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ReadSession session = engine.openSession();
        QueryResult rows = session.execute(SqlQuery.of(query), QueryLimits.none());
        VectorSchemaRoot root = VectorSchemaRoot.create(rows.schema(), allocator);
        ArrowStreamWriter writer = new ArrowStreamWriter(root, null, bytes)) {
      VectorLoader loader = new VectorLoader(root);
      writer.start();
      while (rows.next()) {
        try (ArrowRecordBatch batch = new VectorUnloader(rows.batch()).getRecordBatch()) {
          loader.load(batch);
        }
        writer.writeBatch();
        root.clear();
      }
      writer.end();
    }
    return bytes.toByteArray();
  }

  /** Writes one batch that the test made, and frees it. */
  CommitReceipt write(
      TableId table,
      VectorSchemaRoot batch,
      DictionaryProvider dictionaries,
      WriteOptions options) {
    try (batch;
        TableWriter writer = storage.openWriter(table, batch.getSchema(), options)) {
      writer.append(batch, dictionaries);
      return writer.commit();
    }
  }

  Schema schema(String table) {
    try (ReadSession session = engine.openSession()) {
      return snapshot(table, AsOf.LATEST, session).schema();
    }
  }

  long rowCount(String table) {
    try (ReadSession session = engine.openSession()) {
      return snapshot(table, AsOf.LATEST, session).rowCount();
    }
  }

  long version(String table) {
    try (ReadSession session = engine.openSession()) {
      return snapshot(table, AsOf.LATEST, session).version();
    }
  }

  private TableSnapshot snapshot(String table, AsOf asOf, ReadSession session) {
    return storage.snapshot(table(table), asOf, session).orElseThrow();
  }

  /** All rows, ordered, each a text of its values. */
  List<String> rows(String table) {
    return rows(table, AsOf.LATEST);
  }

  List<String> rows(String table, AsOf asOf) {
    return query("SELECT * FROM {} ORDER BY ALL", table, asOf);
  }

  /** The rows that versions changed, ordered, each a text of its values and how it changed. */
  List<String> changes(String table, long from, long to) {
    try (ReadSession session = engine.openSession()) {
      String relation =
          storage
              .changes(table(table), new VersionRange(from, OptionalLong.of(to)), session)
              .orElseThrow()
              .relation(List.of())
              .sql();
      return run(
          session,
          "SELECT * EXCLUDE (_commit_version, _commit_timestamp) FROM "
              + relation
              + " AS t ORDER BY ALL");
    }
  }

  /** A query in which {} stands for the table. */
  List<String> query(String sql, String table, AsOf asOf) {
    try (ReadSession session = engine.openSession()) {
      String relation = snapshot(table, asOf, session).relation(List.of()).sql();
      return run(session, sql.replace("{}", relation + " AS t"));
    }
  }

  Relation relation(String table, ColumnCondition... conditions) {
    try (ReadSession session = engine.openSession()) {
      return snapshot(table, AsOf.LATEST, session).relation(List.of(conditions));
    }
  }

  static List<String> run(ReadSession session, String sql) {
    List<String> texts = new ArrayList<>();
    try (QueryResult result = session.execute(SqlQuery.of(sql), QueryLimits.none())) {
      while (result.next()) {
        VectorSchemaRoot batch = result.batch();
        for (int row = 0; row < batch.getRowCount(); row++) {
          List<String> values = new ArrayList<>();
          for (FieldVector vector : batch.getFieldVectors()) {
            Object value = vector.getObject(row);
            values.add(
                value instanceof byte[] bytes
                    ? java.util.HexFormat.of().formatHex(bytes)
                    : String.valueOf(value));
          }
          texts.add(String.join("|", values));
        }
      }
    }
    return texts;
  }

  List<String> filesUnder(String folder) {
    try (var paths = Files.walk(root.resolve(folder))) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> root.resolve(folder).relativize(path).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String commit(String folder, long version) {
    try {
      return Files.readString(
          root.resolve(folder).resolve("_delta_log").resolve("%020d.json".formatted(version)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    storage.close();
    engine.close();
    allocator.close();
  }
}

package dev.vane.gateway.pair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.duckdb.DuckDbEngineProvider;
import dev.vane.spi.AsOf;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.EngineContext;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.Storage;
import dev.vane.spi.StorageContext;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import dev.vane.spi.TableWriter;
import dev.vane.spi.WriteOptions;
import dev.vane.storage.delta.DeltaStorageProvider;
import dev.vane.storage.duckdb.DuckDbStorageProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** A pair of real backends in a directory, which can be closed and opened as a crash does. */
final class PairHouse implements AutoCloseable {
  static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("name", ArrowType.Utf8.INSTANCE),
              Field.nullable("length", new ArrowType.Int(64, true))));

  private final Path directory;
  private final BufferAllocator allocator = new RootAllocator();
  private QueryEngine engine;
  FaultyStorage leader;
  FaultyStorage follower;
  PairedStorage pair;

  PairHouse(Path directory) {
    this.directory = directory;
    open();
  }

  private void open() {
    List<Path> folders =
        Stream.of("delta", "duckdb", "spill", "kept").map(directory::resolve).toList();
    try {
      for (Path folder : folders) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    engine =
        new DuckDbEngineProvider()
            .open(
                new EngineContext(allocator, folders.subList(0, 2), folders.get(2), 512L << 20, 2));
    leader =
        new FaultyStorage(
            new DeltaStorageProvider()
                .open(new StorageContext(folders.get(0), engine, allocator, Map.of())));
    follower =
        new FaultyStorage(
            new DuckDbStorageProvider()
                .open(
                    new StorageContext(
                        folders.get(1),
                        engine,
                        allocator,
                        Map.of("path", folders.get(1).resolve("vane.duckdb").toString()))));
    pair =
        PairedStorage.of(List.of(follower.faulty(), leader.faulty()), journalDirectory(), allocator)
            .orElseThrow();
  }

  void restart() {
    closeBackends();
    open();
  }

  private Path journalDirectory() {
    return directory.resolve("pairs");
  }

  List<String> journal() {
    try (Stream<Path> files = Files.list(journalDirectory())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps the journal as it is now, for a restart that finds it so. */
  void keepJournal() {
    copy(journalDirectory(), directory.resolve("kept"));
  }

  void restartWithKeptJournal() {
    closeBackends();
    copy(directory.resolve("kept"), journalDirectory());
    open();
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            to.resolve(file.getFileName()),
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TableId table() {
    return TableId.of(PairedStorage.NAME, "t");
  }

  TableLedger ledger() {
    return pair.ledger(table());
  }

  TableWriter writer(WriteOptions options) {
    return pair.openWriter(table(), SCHEMA, options);
  }

  CommitReceipt write(String... names) {
    return write(WriteOptions.append(), CommitMarks.NONE, names);
  }

  /** Each name is a batch of its own. */
  CommitReceipt write(WriteOptions options, CommitMarks marks, String... names) {
    try (TableWriter writer = writer(options)) {
      for (String name : names) {
        append(writer, name);
      }
      return writer.commit(marks);
    }
  }

  void append(TableWriter writer, String name) {
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(SCHEMA, allocator)) {
      ((VarCharVector) batch.getVector(0)).setSafe(0, name.getBytes(StandardCharsets.UTF_8));
      ((BigIntVector) batch.getVector(1)).setSafe(0, name.length());
      batch.setRowCount(1);
      writer.append(batch, new DictionaryProvider.MapDictionaryProvider());
    }
  }

  List<String> read(FaultyStorage half) {
    Storage storage = half.real();
    List<String> names = new ArrayList<>();
    try (ReadSession session = engine.openSession()) {
      String relation =
          storage
              .snapshot(TableId.of(storage.name(), "t"), AsOf.LATEST, session)
              .orElseThrow()
              .relation(List.of())
              .sql();
      String sql = "SELECT name FROM " + relation + " WHERE length = length(name) ORDER BY name";
      try (QueryResult rows = session.execute(SqlQuery.of(sql), QueryLimits.none())) {
        while (rows.next()) {
          for (int row = 0; row < rows.batch().getRowCount(); row++) {
            names.add(String.valueOf(rows.batch().getVector(0).getObject(row)));
          }
        }
      }
    }
    return names;
  }

  void assertBoth(String... names) {
    assertThat(read(leader)).as("leader").containsExactly(names);
    assertThat(read(follower)).as("follower").containsExactly(names);
  }

  private void closeBackends() {
    pair.close();
    follower.real().close();
    leader.real().close();
    engine.close();
  }

  @Override
  public void close() {
    closeBackends();
    allocator.close();
  }
}

package dev.vane.benchmarks;

import dev.vane.config.ConfigurationLoader;
import dev.vane.config.ConfigurationSources;
import dev.vane.config.Machine;
import dev.vane.gateway.Gateway;
import dev.vane.gateway.ingest.IngestCommand;
import dev.vane.gateway.ingest.IngestSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** A gateway over a temporary directory, and streams of three columns to send to it. */
final class GatewayState implements AutoCloseable {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("symbol", ArrowType.Utf8.INSTANCE),
              Field.nullable("price", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE))));
  private static final int SYMBOLS = 50;

  private final Path directory;
  private final Gateway gateway;
  private final BufferAllocator allocator;

  GatewayState() throws IOException {
    directory = Files.createTempDirectory("vane-benchmark");
    gateway =
        Gateway.open(
            ConfigurationLoader.load(
                    new ConfigurationSources(
                        Optional.empty(),
                        Map.of(),
                        Map.of("data_dir", directory.resolve("data").toString()),
                        new Machine(8L << 30, Runtime.getRuntime().availableProcessors())))
                .configuration());
    allocator = gateway.allocator().newChildAllocator("client", 0, Long.MAX_VALUE);
  }

  Gateway gateway() {
    return gateway;
  }

  /** Sends one stream of whole batches and waits for its commit. */
  long put(String table, String backend, int batches, int batchRows) {
    IngestCommand command =
        gateway
            .ingest()
            .parse(
                "{\"stream_name\": \"%s\", \"storage_backend\": \"%s\"}"
                    .formatted(table, backend)
                    .getBytes(StandardCharsets.UTF_8));
    DictionaryProvider dictionaries = new DictionaryProvider.MapDictionaryProvider();
    try (IngestSession session = gateway.ingest().open(command, SCHEMA)) {
      for (int batch = 0; batch < batches; batch++) {
        try (VectorSchemaRoot rows = batch(batch, batchRows)) {
          session.append(rows, dictionaries);
        }
      }
      return session.commit().rows();
    }
  }

  private VectorSchemaRoot batch(int number, int rows) {
    VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
    BigIntVector ids = (BigIntVector) root.getVector(0);
    VarCharVector symbols = (VarCharVector) root.getVector(1);
    Float8Vector prices = (Float8Vector) root.getVector(2);
    ids.allocateNew(rows);
    symbols.allocateNew(8L * rows, rows);
    prices.allocateNew(rows);
    for (int row = 0; row < rows; row++) {
      long id = (long) number * rows + row;
      ids.set(row, id);
      symbols.setSafe(row, ("SYM" + id % SYMBOLS).getBytes(StandardCharsets.UTF_8));
      prices.set(row, id % 10_007 / 7.0);
    }
    root.setRowCount(rows);
    return root;
  }

  @Override
  public void close() throws IOException {
    allocator.close();
    gateway.close();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

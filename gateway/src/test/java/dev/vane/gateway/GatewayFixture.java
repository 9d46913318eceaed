package dev.vane.gateway;

import dev.vane.config.ConfigurationLoader;
import dev.vane.config.ConfigurationSources;
import dev.vane.config.Machine;
import dev.vane.gateway.ingest.IngestCommand;
import dev.vane.gateway.ingest.IngestReceipt;
import dev.vane.gateway.ingest.IngestSession;
import dev.vane.gateway.query.Answer;
import dev.vane.gateway.query.Cancellation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A gateway over real backends in a temporary directory, and rows of two columns to send to it. */
final class GatewayFixture implements AutoCloseable {
  static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("region", ArrowType.Utf8.INSTANCE),
              Field.nullable("amount", new ArrowType.Int(64, true))));

  final Gateway gateway;
  private final BufferAllocator allocator;

  GatewayFixture(Path directory, Map<String, String> settings) {
    Map<String, String> flags = new HashMap<>(settings);
    flags.put("data_dir", directory.toString());
    gateway =
        Gateway.open(
            ConfigurationLoader.load(
                    new ConfigurationSources(
                        Optional.empty(), Map.of(), flags, new Machine(4L << 30, 2)))
                .configuration());
    allocator = gateway.allocator().newChildAllocator("client", 0, Long.MAX_VALUE);
  }

  IngestCommand command(String json) {
    return gateway.ingest().parse(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends rows as one stream; a row is a region, which may be null, and an amount. */
  IngestReceipt put(String command, List<Object[]> rows) {
    try (IngestSession session = gateway.ingest().open(command(command), SCHEMA)) {
      append(session, rows);
      return session.commit();
    }
  }

  void append(IngestSession session, List<Object[]> rows) {
    append(session, rows, null);
  }

  /** Sends a batch under a number, as a producer does. */
  void append(IngestSession session, long offset, List<Object[]> rows) {
    append(session, rows, "{\"offset_id\": %d}".formatted(offset).getBytes(StandardCharsets.UTF_8));
  }

  void append(IngestSession session, List<Object[]> rows, byte @Nullable [] metadata) {
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(SCHEMA, allocator)) {
      VarCharVector regions = (VarCharVector) batch.getVector("region");
      BigIntVector amounts = (BigIntVector) batch.getVector("amount");
      for (int row = 0; row < rows.size(); row++) {
        @Nullable Object region = rows.get(row)[0];
        if (region == null) {
          regions.setNull(row);
        } else {
          regions.setSafe(row, region.toString().getBytes(StandardCharsets.UTF_8));
        }
        amounts.setSafe(row, ((Number) rows.get(row)[1]).longValue());
      }
      batch.setRowCount(rows.size());
      session.append(batch, new DictionaryProvider.MapDictionaryProvider(), metadata);
    }
  }

  Answer ask(String json) {
    return gateway
        .queries()
        .open(gateway.queries().parse(json.getBytes(StandardCharsets.UTF_8)), new Cancellation());
  }

  /** The answer's rows as texts. */
  List<List<String>> rows(String json) {
    try (Answer answer = ask(json)) {
      return rows(answer);
    }
  }

  static List<List<String>> rows(Answer answer) {
    List<List<String>> rows = new ArrayList<>();
    while (answer.next()) {
      VectorSchemaRoot batch = answer.batch();
      for (int row = 0; row < batch.getRowCount(); row++) {
        int index = row;
        rows.add(
            batch.getFieldVectors().stream()
                .map(vector -> String.valueOf(vector.getObject(index)))
                .toList());
      }
    }
    return rows;
  }

  String action(String type, String body) {
    return new String(
        gateway.actions().run(type, body.getBytes(StandardCharsets.UTF_8), step -> {}),
        StandardCharsets.UTF_8);
  }

  double metric(String name, String... labels) {
    String[] keys = new String[labels.length / 2];
    String[] values = new String[labels.length / 2];
    for (int index = 0; index < keys.length; index++) {
      keys[index] = labels[2 * index];
      values[index] = labels[2 * index + 1];
    }
    Double value = gateway.metrics().registry().getSampleValue(name, keys, values);
    return value == null ? 0 : value;
  }

  @Override
  public void close() {
    allocator.close();
    gateway.close();
  }
}

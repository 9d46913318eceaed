package dev.vane.pivot.plan;

import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.cube.CubeReader;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A real ClickHouse in a Python process that runs the SQL of questions. Closing it ends the process
 * and proves that nothing leaked.
 */
final class ClickHouse implements AutoCloseable {
  /** The environment that has the engine, which `.ci/run` makes. */
  private static final Path PYTHON = Path.of(".clickhouse", "bin", "python").toAbsolutePath();

  private static final Path SCRIPT = Path.of("src", "test", "clickhouse", "engine.py");

  private final Process process;
  private final DataOutputStream requests;
  private final DataInputStream answers;
  private final BufferAllocator allocator = new RootAllocator();

  private ClickHouse(Process process) {
    this.process = process;
    requests = new DataOutputStream(process.getOutputStream());
    answers = new DataInputStream(process.getInputStream());
  }

  /** What is missing here; empty where the engine is installed. */
  static Optional<String> missing() {
    return Files.isExecutable(PYTHON)
        ? Optional.empty()
        : Optional.of(
            "ClickHouse is not installed: python3 -m venv pivot/.clickhouse &&"
                + " pivot/.clickhouse/bin/pip install -r pivot/src/test/clickhouse/requirements.txt");
  }

  static ClickHouse start() {
    try {
      return new ClickHouse(
          new ProcessBuilder(PYTHON.toString(), SCRIPT.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a statement and gives its rows as an Arrow stream. */
  byte[] run(String statement) {
    try {
      byte[] text = statement.getBytes(StandardCharsets.UTF_8);
      requests.writeInt(text.length);
      requests.write(text);
      requests.flush();
      boolean failed = answers.readByte() != 0;
      byte[] answer = answers.readNBytes(answers.readInt());
      if (failed) {
        throw new IllegalStateException(
            new String(answer, StandardCharsets.UTF_8) + "\nof " + statement);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs the heavy half of a question.
   *
   * @param schema of the table
   */
  PreparedPivot prepare(PivotSpec spec, Schema schema, String table) {
    PivotQuestion question = PivotQuestion.bind(spec, schema);
    SqlQuery heavy = question.cube(Relation.of(table), ClickHouseDialect.INSTANCE);
    byte[] rows = run(ClickHouseLiterals.inline(heavy));
    try (ArrowStreamReader stream =
            new ArrowStreamReader(new ByteArrayInputStream(rows), allocator);
        CubeReader reader =
            new CubeReader(
                question.rows().leaf(),
                question.columns().leaf(),
                question.keysWithOthers(),
                withoutZones(stream.getVectorSchemaRoot().getSchema()),
                allocator)) {
      while (stream.loadNextBatch()) {
        try (VectorSchemaRoot batch = withoutZones(stream.getVectorSchemaRoot())) {
          reader.add(batch);
        }
      }
      return new PreparedPivot(question, reader.finish(), allocator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private VectorSchemaRoot withoutZones(VectorSchemaRoot batch) {
    VectorSchemaRoot copy = VectorSchemaRoot.create(withoutZones(batch.getSchema()), allocator);
    try (ArrowRecordBatch buffers = new VectorUnloader(batch).getRecordBatch()) {
      new VectorLoader(copy).load(buffers);
    }
    return copy;
  }

  /** Times in the zone that stands for none have none. */
  private static Schema withoutZones(Schema schema) {
    List<Field> fields = new ArrayList<>();
    for (Field field : schema.getFields()) {
      ArrowType type = field.getType();
      if (type instanceof ArrowType.Timestamp time
          && ClickHouseDialect.NO_ZONE.equals(time.getTimezone())) {
        type = new ArrowType.Timestamp(time.getUnit(), null);
      }
      fields.add(new Field(field.getName(), new FieldType(true, type, null), field.getChildren()));
    }
    return new Schema(fields);
  }

  @Override
  public void close() {
    try (allocator) {
      requests.close();
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}

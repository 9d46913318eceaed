package dev.vane.pivot.answer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** How a question was answered, as an answer of its own: a row for each fact. Immutable. */
public record Explanation(List<Line> lines) {
  /** The fields {@code fact} and {@code detail}, both text. */
  public static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("fact", ArrowType.Utf8.INSTANCE),
              Field.nullable("detail", ArrowType.Utf8.INSTANCE)));

  /** A fact and what it is. */
  public record Line(String fact, String detail) {}

  public Explanation {
    lines = List.copyOf(lines);
  }

  /**
   * The rows.
   *
   * @param allocator of the batches, which are the caller's
   */
  public AnswerBatches open(BufferAllocator allocator) {
    return new Batches(lines, allocator);
  }

  private static final class Batches extends AnswerBatches {
    private final List<Line> lines;
    private int position;

    Batches(List<Line> lines, BufferAllocator allocator) {
      super(SCHEMA, allocator);
      this.lines = lines;
    }

    @Override
    int prepare(int most) {
      return Math.min(most, lines.size() - position);
    }

    @Override
    void fill(VectorSchemaRoot batch, int count) {
      VarCharVector facts = (VarCharVector) vector(batch, 0, count);
      VarCharVector details = (VarCharVector) vector(batch, 1, count);
      for (int row = 0; row < count; row++) {
        Line line = lines.get(position + row);
        facts.setSafe(row, line.fact().getBytes(StandardCharsets.UTF_8));
        details.setSafe(row, line.detail().getBytes(StandardCharsets.UTF_8));
      }
    }

    @Override
    void advance(int count) {
      position += count;
    }
  }
}

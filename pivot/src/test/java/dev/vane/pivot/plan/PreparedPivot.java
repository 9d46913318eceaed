package dev.vane.pivot.plan;

import dev.vane.pivot.Presentation;
import dev.vane.pivot.Range;
import dev.vane.pivot.answer.AnswerBatches;
import dev.vane.pivot.answer.PivotAnswer;
import dev.vane.pivot.answer.PivotLayout;
import dev.vane.pivot.answer.PivotLimits;
import dev.vane.pivot.answer.PivotPart;
import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.Cube;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** A question with its cube, from which answers are cut as the gateway does. */
final class PreparedPivot implements AutoCloseable {
  static final long VERSION = 7;

  private final PivotQuestion question;
  private final Cube cube;
  private final BufferAllocator allocator;

  PreparedPivot(PivotQuestion question, Cube cube, BufferAllocator allocator) {
    this.question = question;
    this.cube = cube;
    this.allocator = allocator;
  }

  PivotLayout layout() {
    int rows = question.rows().leaf();
    return PivotLayout.of(
        question,
        Arrangement.of(
            cube,
            IntStream.range(0, rows).boxed().toList(),
            IntStream.range(rows, rows + question.columns().leaf()).boxed().toList(),
            question.levels().stream().map(level -> level.mask(rows)).collect(Collectors.toSet())));
  }

  DuckDb.Answer answer(Presentation presentation, PivotLimits limits) {
    PivotLayout layout = layout();
    Range whole = new Range(0, OptionalLong.empty());
    Range rows = presentation.rowRange().orElse(whole);
    Range columns = presentation.columnRange().orElse(whole);
    return answer(
        layout,
        new PivotPart(
            rows.from(layout.rowPaths()),
            rows.to(layout.rowPaths()),
            columns.from(layout.columnPaths()),
            columns.to(layout.columnPaths()),
            false,
            Optional.empty()),
        limits);
  }

  DuckDb.Answer answer(PivotLayout layout, PivotPart part, PivotLimits limits) {
    PivotAnswer answer = PivotAnswer.of(layout, part, List.of(VERSION), limits);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    AnswerBatches batches = answer.open(allocator);
    VectorSchemaRoot batch = batches.next();
    while (batch != null) {
      try (VectorSchemaRoot current = batch) {
        DuckDb.collect(current, rows);
      }
      batch = batches.next();
    }
    if (rows.size() != answer.rows()) {
      throw new AssertionError("Told " + answer.rows() + " rows and sent " + rows.size());
    }
    return new DuckDb.Answer(answer.schema(), rows);
  }

  @Override
  public void close() {
    cube.close();
  }
}

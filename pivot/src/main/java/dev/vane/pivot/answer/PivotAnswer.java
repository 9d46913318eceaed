package dev.vane.pivot.answer;

import dev.vane.pivot.ResultForm;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** A part of a layout as it is sent. Immutable; good for as long as the cube is open. */
public final class PivotAnswer {
  private final PivotLayout layout;
  private final PivotPart part;
  private final Schema schema;
  private final long rows;

  private PivotAnswer(PivotLayout layout, PivotPart part, Schema schema, long rows) {
    this.layout = layout;
    this.part = part;
    this.schema = schema;
    this.rows = rows;
  }

  /**
   * The answer in the form that the question asks for.
   *
   * @param versions of the tables that the cube was made from, the question's own first
   * @throws VaneException {@link ErrorCode#LIMIT_PIVOT_CELLS}, {@link ErrorCode#LIMIT_COLUMNS}
   */
  public static PivotAnswer of(
      PivotLayout layout, PivotPart part, List<Long> versions, PivotLimits limits) {
    boolean isLong = layout.question().spec().result() == ResultForm.LONG;
    int measures = layout.question().shown().size();
    long rows = part.rows();
    List<Field> fields;
    AnswerFields answerFields = new AnswerFields(layout.question(), layout);
    if (isLong) {
      rows = LongBatches.count(layout, part);
      limits.requireCells(rows * measures);
      fields = answerFields.ofLong();
    } else {
      long cellFields = (long) part.columns() * measures;
      limits.requireFields(cellFields + answerFields.wideKeys());
      limits.requireCells(rows * cellFields);
      TreePaths paths = new TreePaths(layout.arrangement().columns());
      fields =
          answerFields.ofWide(
              IntStream.range(part.columnFrom(), part.columnTo())
                  .mapToObj(position -> paths.columnPath(layout.columnNode(position)))
                  .toList());
    }
    return new PivotAnswer(
        layout, part, new Schema(fields, metadata(layout, part, versions)), rows);
  }

  private static Map<String, String> metadata(
      PivotLayout layout, PivotPart part, List<Long> versions) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("vane.version", versions.get(0).toString());
    if (versions.size() > 1) {
      metadata.put("vane.versions", versions.toString());
    }
    metadata.put("vane.total_rows", Integer.toString(layout.rowPaths()));
    metadata.put("vane.total_columns", Integer.toString(layout.toldColumnPaths()));
    metadata.put("vane.truncated", Boolean.toString(part.truncated()));
    part.nextCursor().ifPresent(cursor -> metadata.put("vane.next_cursor", cursor));
    return metadata;
  }

  public Schema schema() {
    return schema;
  }

  /** Rows that are sent. */
  public long rows() {
    return rows;
  }

  /**
   * The rows, in batches that all clients accept.
   *
   * @param allocator of the batches, which are the caller's
   */
  public AnswerBatches open(BufferAllocator allocator) {
    return layout.question().spec().result() == ResultForm.LONG
        ? new LongBatches(layout, part, schema, allocator)
        : new WideBatches(layout, part, schema, allocator);
  }
}

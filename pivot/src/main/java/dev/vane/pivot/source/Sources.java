package dev.vane.pivot.source;

import dev.vane.pivot.json.JsonPath;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.Dialect;
import dev.vane.spi.Relation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Schema;

/** All steps of a question, one after the other. Immutable. */
public final class Sources {
  private final List<BoundStep> steps;
  private final Schema schema;

  private Sources(List<BoundStep> steps, Schema schema) {
    this.steps = List.copyOf(steps);
    this.schema = schema;
  }

  /**
   * Checks steps against schemas.
   *
   * @param rows of the question's table
   * @param tables of the steps' tables, in their order
   * @throws dev.vane.spi.VaneException as {@link SourceStep#bind}
   */
  public static Sources bind(List<SourceStep> steps, Schema rows, List<Schema> tables) {
    List<BoundStep> bound = new ArrayList<>();
    Schema schema = rows;
    String kind = "";
    int place = 0;
    for (int index = 0; index < steps.size(); index++) {
      SourceStep step = steps.get(index);
      place = step.key().equals(kind) ? place + 1 : 0;
      kind = step.key();
      JsonPath path = JsonPath.ROOT.key(kind);
      BoundStep next =
          step.bind(
              schema, tables.get(index), step instanceof LookThrough ? path : path.index(place));
      bound.add(next);
      schema = next.schema();
    }
    return new Sources(bound, schema);
  }

  /** What the rows of the question are like. */
  public Schema schema() {
    return schema;
  }

  /** Of conditions on the rows, those that are about fields of the question's table as stored. */
  public List<ColumnCondition> onTable(List<ColumnCondition> conditions) {
    Set<String> made = new HashSet<>();
    steps.forEach(step -> made.addAll(step.made()));
    return conditions.stream().filter(condition -> !made.contains(condition.column())).toList();
  }

  /**
   * The rows of the question.
   *
   * @param table the question's own
   * @param tables of the steps, in their order
   */
  public Relation rows(Relation table, List<Relation> tables, Dialect dialect) {
    String rows = table.sql();
    long files = table.files();
    long skipped = table.skippedFiles();
    for (int index = 0; index < steps.size(); index++) {
      Relation next = tables.get(index);
      rows = "(" + steps.get(index).rows(rows, next.sql(), dialect) + ")";
      files += next.files();
      skipped += next.skippedFiles();
    }
    return new Relation(rows, files, skipped);
  }

  /** What must hold of the steps' tables, in the order in which it is asked. */
  public List<SourceCheck> checks(List<Relation> tables, Dialect dialect) {
    List<SourceCheck> checks = new ArrayList<>();
    for (int index = 0; index < steps.size(); index++) {
      checks.addAll(steps.get(index).checks(tables.get(index).sql(), dialect));
    }
    return checks;
  }
}

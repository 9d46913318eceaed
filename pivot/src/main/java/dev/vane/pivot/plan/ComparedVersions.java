package dev.vane.pivot.plan;

import dev.vane.pivot.sql.SqlBuilder;
import dev.vane.spi.Dialect;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Relation;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Two versions of a table as one: the rows of both, each with the column {@value #COLUMN} that says
 * which it is of. So every key, filter, calculation and relation of measures can set the two
 * against each other. Immutable.
 */
public final class ComparedVersions {
  /** The column that tells the versions apart. */
  public static final String COLUMN = "_as_of";

  /** What it holds for the version that the question is about. */
  public static final String NOW = "now";

  /** What it holds for the other one; the lesser text, so that it comes first. */
  public static final String BEFORE = "before";

  private final Schema now;
  private final Schema before;

  private ComparedVersions(Schema now, Schema before) {
    this.now = now;
    this.before = before;
  }

  /**
   * Of the schemas of both. A column that only the other version has is left out; one that it lacks
   * is NULL there.
   *
   * @throws VaneException {@link ErrorCode#SCHEMA_MISMATCH} when a column has two types, or the
   *     table has a column of the name that tells the versions apart
   */
  public static ComparedVersions of(Schema now, Schema before) {
    for (Field column : now.getFields()) {
      if (column.getName().equalsIgnoreCase(COLUMN)) {
        throw new VaneException(
            ErrorCode.SCHEMA_MISMATCH,
            "The table has a column %s of its own, so its versions can't be compared under that name."
                .formatted(Names.quoted(column.getName())));
      }
      find(before, column)
          .filter(other -> !isSameType(column, other))
          .ifPresent(
              other -> {
                throw new VaneException(
                    ErrorCode.SCHEMA_MISMATCH,
                    "The column %s is %s in one version and %s in the other; compare versions of the same columns."
                        .formatted(
                            Names.quoted(column.getName()), column.getType(), other.getType()));
              });
    }
    return new ComparedVersions(now, before);
  }

  private static Optional<Field> find(Schema schema, Field column) {
    return schema.getFields().stream()
        .filter(field -> field.getName().equals(column.getName()))
        .findFirst();
  }

  private static boolean isSameType(Field one, Field other) {
    boolean same =
        one.getType().equals(other.getType())
            && one.getChildren().size() == other.getChildren().size();
    for (int child = 0; same && child < one.getChildren().size(); child++) {
      Field left = one.getChildren().get(child);
      Field right = other.getChildren().get(child);
      same = left.getName().equals(right.getName()) && isSameType(left, right);
    }
    return same;
  }

  /** The columns of both versions, and the one that tells them apart. */
  public Schema schema() {
    List<Field> fields = new ArrayList<>(now.getFields());
    fields.add(Field.nullable(COLUMN, ArrowType.Utf8.INSTANCE));
    return new Schema(fields, now.getCustomMetadata());
  }

  /** The rows of both. */
  public Relation relation(Relation rowsNow, Relation rowsBefore, Dialect dialect) {
    SqlBuilder sql = new SqlBuilder(dialect).sql("(");
    select(sql, now, NOW, rowsNow);
    sql.sql(" UNION ALL ");
    select(sql, before, BEFORE, rowsBefore);
    return new Relation(
        sql.sql(")").build().text(),
        rowsNow.files() + rowsBefore.files(),
        rowsNow.skippedFiles() + rowsBefore.skippedFiles());
  }

  private void select(SqlBuilder sql, Schema version, String tag, Relation rows) {
    sql.sql("SELECT ");
    for (Field column : now.getFields()) {
      if (find(version, column).isPresent()) {
        sql.sql("source.").name(column.getName());
      } else {
        sql.sql("NULL AS ").name(column.getName());
      }
      sql.sql(", ");
    }
    sql.sql("'" + tag + "' AS ").name(COLUMN).sql(" FROM " + rows.sql() + " AS source");
  }
}

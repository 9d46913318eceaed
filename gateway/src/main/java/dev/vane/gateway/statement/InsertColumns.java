package dev.vane.gateway.statement;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.OutputColumn;
import dev.vane.spi.Suggestions;
import dev.vane.spi.UserStatement;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Which column of an INSERT's rows goes into which column of its table. */
final class InsertColumns {
  private InsertColumns() {}

  /**
   * Every column of the table, with where it comes from.
   *
   * @param given names of the rows' columns; empty while only the table is known
   * @throws VaneException QUERY_INVALID when the numbers differ, FIELD_UNKNOWN, SCHEMA_INVALID
   */
  static List<OutputColumn> of(UserStatement.Insert insert, Schema table, List<String> given) {
    List<String> own = table.getFields().stream().map(Field::getName).toList();
    List<String> named =
        insert.byName() ? given : insert.columns().isEmpty() ? own : insert.columns();
    if (!given.isEmpty() && given.size() != named.size()) {
      throw new VaneException(
          ErrorCode.QUERY_INVALID,
          "The rows have %d columns, and %d are to be filled: %s."
              .formatted(given.size(), named.size(), Names.quoted(String.join(", ", named))));
    }
    List<String> targets = named(named, own);
    List<OutputColumn> columns = new ArrayList<>();
    for (Field field : table.getFields()) {
      // No position gives ABSENT.
      columns.add(new OutputColumn(field, targets.indexOf(field.getName())));
    }
    return columns;
  }

  /**
   * Columns as their table spells them.
   *
   * @throws VaneException FIELD_UNKNOWN, QUERY_INVALID when one is named twice
   */
  static List<String> named(List<String> names, List<String> own) {
    List<String> columns = names.stream().map(name -> find(name, own)).toList();
    if (columns.stream().distinct().count() != columns.size()) {
      throw new VaneException(
          ErrorCode.QUERY_INVALID, "A column of the table is to be filled twice; name it once.");
    }
    return columns;
  }

  private static String find(String name, List<String> own) {
    return own.stream()
        .filter(column -> column.equals(name))
        .findFirst()
        .or(() -> own.stream().filter(column -> column.equalsIgnoreCase(name)).findFirst())
        .orElseThrow(
            () ->
                new VaneException(
                    ErrorCode.FIELD_UNKNOWN,
                    "The table has no column %s.%s"
                        .formatted(Names.quoted(name), Suggestions.hint(name, own))));
  }
}

package dev.vane.pivot.schema;

import dev.vane.pivot.json.JsonPath;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** The columns of a table by name. Names match exactly, case included. */
public final class TableColumns {
  private final Map<String, Column> byName = new LinkedHashMap<>();

  public TableColumns(Schema schema) {
    for (Field field : schema.getFields()) {
      byName.put(field.getName(), Column.of(field));
    }
  }

  /** All of them, in the schema's order. */
  public List<Column> all() {
    return List.copyOf(byName.values());
  }

  /**
   * The column of this name.
   *
   * @param path where the name stands in the question
   * @throws VaneException {@link ErrorCode#FIELD_UNKNOWN} with the nearest name
   */
  public Column require(String name, JsonPath path) {
    Column column = byName.get(name);
    if (column == null) {
      throw new VaneException(
          ErrorCode.FIELD_UNKNOWN,
          path.text()
              + " names the field "
              + Names.quoted(name)
              + ", which the table does not have."
              + Suggestions.hint(name, byName.keySet()));
    }
    return column;
  }
}

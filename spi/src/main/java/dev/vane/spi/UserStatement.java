package dev.vane.spi;

import java.util.List;
import java.util.Map;

/**
 * A statement that a client wrote, checked: a query, or one that writes. What writes names its
 * table and the rows; the engine never runs it itself, a backend's writer does. Immutable.
 */
public sealed interface UserStatement {
  /** Only reads. */
  record Query(UserQuery query) implements UserStatement {}

  /**
   * Adds rows to a table.
   *
   * @param table one to three elements
   * @param columns where the rows' columns go; empty for the table's own, in order
   * @param byName whether the rows' columns are matched by name
   * @param parameterColumns parameters that stand alone in a list of values, by the position of
   *     their value, counted from 0
   */
  record Insert(
      List<String> table,
      List<String> columns,
      boolean byName,
      UserQuery rows,
      Map<Integer, Integer> parameterColumns)
      implements UserStatement {
    public Insert {
      table = List.copyOf(table);
      columns = List.copyOf(columns);
      parameterColumns = Map.copyOf(parameterColumns);
    }
  }

  /**
   * Creates a table with the columns and rows of a query.
   *
   * @param table one to three elements
   * @param existing what becomes of a table that is there
   * @param rows no row at all where only columns were declared
   */
  record CreateTable(List<String> table, Existing existing, UserQuery rows)
      implements UserStatement {
    public CreateTable {
      table = List.copyOf(table);
    }
  }

  /** What becomes of a table that should be created and exists. */
  enum Existing {
    /** The statement is refused. */
    REFUSE,
    /** It is replaced. */
    REPLACE,
    /** It stays, and the statement does nothing. */
    KEEP
  }

  /**
   * Removes a table.
   *
   * @param table one to three elements
   * @param ifExists whether a missing table is no error
   */
  record DropTable(List<String> table, boolean ifExists) implements UserStatement {
    public DropTable {
      table = List.copyOf(table);
    }
  }

  /**
   * Removes rows of a table.
   *
   * @param table one to three elements
   * @param matching the rows that are meant, to be described and never to be run
   * @param condition which rows; true of all where none was given
   */
  record Delete(List<String> table, UserQuery matching, UserExpression condition)
      implements UserStatement {
    public Delete {
      table = List.copyOf(table);
    }
  }

  /**
   * Gives columns of rows new values.
   *
   * @param table one to three elements
   * @param columns that get values
   * @param matching the new values of the rows that are meant, to be described and never to be run
   * @param values one for each column
   * @param condition which rows; true of all where none was given
   * @param parameterColumns parameters that are a column's new value alone, with the column
   */
  record Update(
      List<String> table,
      List<String> columns,
      UserQuery matching,
      List<UserExpression> values,
      UserExpression condition,
      Map<Integer, String> parameterColumns)
      implements UserStatement {
    public Update {
      table = List.copyOf(table);
      columns = List.copyOf(columns);
      values = List.copyOf(values);
      parameterColumns = Map.copyOf(parameterColumns);
    }
  }
}

package dev.vane.gateway.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.spi.OutputColumn;
import dev.vane.spi.UserQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A question in one of the forms that clients may send. */
public sealed interface QueryCommand {
  /** The word for metrics: pivot, sql, scan or drill. */
  String kind();

  /** Whether it is answered from a cube. */
  default boolean isPivot() {
    return false;
  }

  /** A pivot: the command has {@code measures}. */
  record Pivot(ObjectNode spec) implements QueryCommand {
    @Override
    public boolean isPivot() {
      return true;
    }

    @Override
    public String kind() {
      return "pivot";
    }
  }

  /**
   * One read-only statement: the command has {@code sql}.
   *
   * @param pinned as {@link Statement#pinned}
   * @param source the command as it came
   */
  record Sql(String text, List<@Nullable Object> parameters, List<String> pinned, JsonNode source)
      implements QueryCommand {
    public Sql {
      pinned = List.copyOf(pinned);
      parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
    }

    @Override
    public String kind() {
      return "sql";
    }
  }

  /**
   * One read-only statement that is parsed already.
   *
   * @param rows the values of its parameters; it is asked once for each, and the answers follow
   *     each other
   * @param columns what the answer's columns are cast to; empty for what the statement gives
   * @param pinned tickets of the pivots that it reads, in the order of {@link UserQuery#pivots};
   *     empty for their newest answers
   */
  record Statement(
      UserQuery query,
      List<List<@Nullable Object>> rows,
      SqlContext context,
      List<OutputColumn> columns,
      List<String> pinned)
      implements QueryCommand {
    public Statement {
      if (rows.isEmpty()) {
        throw new IllegalArgumentException("A statement without parameters has one row of none");
      }
      rows = List.copyOf(rows);
      columns = List.copyOf(columns);
      pinned = List.copyOf(pinned);
    }

    @Override
    public String kind() {
      return "sql";
    }
  }

  /** Rows of one table: every other command. */
  record Scan(ObjectNode spec) implements QueryCommand {
    @Override
    public String kind() {
      return "scan";
    }
  }

  /** The rows behind a cell of a pivot: the command has {@code drill}. */
  record Drill(ObjectNode spec) implements QueryCommand {
    @Override
    public String kind() {
      return "drill";
    }
  }

  /**
   * A pivot's answer that an earlier description pinned.
   *
   * @param id of the cube
   * @param question the pivot that was described
   */
  record Pinned(UUID id, ObjectNode question) implements QueryCommand {
    @Override
    public boolean isPivot() {
      return true;
    }

    @Override
    public String kind() {
      return "pivot";
    }
  }
}

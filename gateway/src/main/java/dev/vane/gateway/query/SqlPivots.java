package dev.vane.gateway.query;

import dev.vane.gateway.json.Commands;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ScratchTable;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.VaneException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Pivots that a statement reads as {@code pivot('{...}')}: computed, kept and limited as any other
 * pivot. The rows of the answer are put into the engine's scratch area for as long as the statement
 * runs; for a statement that is only described there are none.
 */
final class SqlPivots {
  /** Most pivots in one statement: each is a cube that may have to be computed. */
  private static final int MOST = 8;

  private final QueryEngine engine;
  private final PivotService pivots;
  private final long commandSize;

  /**
   * @param commandSize limits.command_size
   */
  SqlPivots(QueryEngine engine, PivotService pivots, long commandSize) {
    this.engine = engine;
    this.pivots = pivots;
    this.commandSize = commandSize;
  }

  /**
   * What a plan is made for.
   *
   * @param withRows whether its rows will be read, or only its schema
   */
  record Purpose(boolean withRows, Cancellation cancellation) {
    static Purpose read(Cancellation cancellation) {
      return new Purpose(true, cancellation);
    }

    static Purpose describe(Cancellation cancellation) {
      return new Purpose(false, cancellation);
    }
  }

  /**
   * The pivots of one statement, whose rows are there until closed.
   *
   * @param tickets what gives the same answers again, in the order of the specs
   * @param rows the query that gives the rows of a spec
   */
  record Pinned(List<String> tickets, Map<String, SqlQuery> rows, List<ScratchTable> tables)
      implements AutoCloseable {
    @Override
    public void close() {
      tables.forEach(ScratchTable::close);
    }
  }

  /**
   * Answers pivots.
   *
   * @param tickets those of an earlier call, or none
   */
  Pinned pin(List<String> specs, List<String> tickets, Purpose purpose) {
    requireFew(specs, tickets);
    Pinned pinned = new Pinned(new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>());
    boolean complete = false;
    try {
      for (int i = 0; i < specs.size(); i++) {
        QueryCommand command = parse(tickets.isEmpty() ? specs.get(i) : tickets.get(i));
        QueryDescription description = pivots.describe(command, purpose.cancellation());
        pinned.tickets().add(description.ticket());
        pinned
            .rows()
            .put(
                specs.get(i),
                purpose.withRows()
                    ? rows(parse(description.ticket()), purpose.cancellation(), pinned.tables())
                    : engine.emptyRows(description.schema()));
      }
      complete = true;
      return pinned;
    } finally {
      if (!complete) {
        pinned.close();
      }
    }
  }

  private SqlQuery rows(
      QueryCommand command, Cancellation cancellation, List<ScratchTable> tables) {
    try (Answer answer = pivots.open(command, cancellation, AnswerResources.ofPart())) {
      ScratchTable table = engine.keep(new AnswerRows(answer));
      tables.add(table);
      return engine.allRows(table.relation());
    }
  }

  private QueryCommand parse(String json) {
    QueryCommand command =
        QueryCommandParser.parse(Commands.read(json.getBytes(StandardCharsets.UTF_8), commandSize));
    if (!command.isPivot()) {
      throw new VaneException(
          ErrorCode.PIVOT_INVALID,
          "pivot takes the spec of a pivot, which has \"measures\". Rows of a table are read by its name.");
    }
    return command;
  }

  private static void requireFew(List<String> specs, List<String> tickets) {
    if (specs.size() > MOST) {
      throw new VaneException(
          ErrorCode.QUERY_INVALID,
          "The statement reads %d pivots; one may read %d.".formatted(specs.size(), MOST));
    }
    if (!tickets.isEmpty() && tickets.size() != specs.size()) {
      throw new VaneException(
          ErrorCode.COMMAND_INVALID, "The ticket pins other pivots than its statement reads.");
    }
  }

  /** An answer as the engine reads results. */
  private record AnswerRows(Answer answer) implements QueryResult {
    @Override
    public Schema schema() {
      return answer.schema();
    }

    @Override
    public boolean next() {
      return answer.next();
    }

    @Override
    public VectorSchemaRoot batch() {
      return answer.batch();
    }

    @Override
    public void cancel() {
      answer.cancel();
    }

    @Override
    public void close() {
      answer.close();
    }
  }
}

package dev.vane.gateway.query;

import dev.vane.config.LimitsConfiguration;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.json.Commands;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.pivot.ColumnLimit;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.PivotSpecParser;
import dev.vane.pivot.Range;
import dev.vane.pivot.ResultForm;
import dev.vane.pivot.answer.AnswerBatches;
import dev.vane.pivot.answer.Explanation;
import dev.vane.pivot.answer.PivotAnswer;
import dev.vane.pivot.answer.PivotLayout;
import dev.vane.pivot.answer.PivotLimits;
import dev.vane.pivot.answer.PivotPart;
import dev.vane.pivot.json.StrictJson;
import dev.vane.pivot.plan.PivotQuestion;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.ReadSession;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Answers pivots: finds the cube of a question over the version it asks for, or has it computed,
 * lays the answer out over the cube and cuts out the part that is asked for. The cube is held for
 * as long as the answer is read. Safe for many threads.
 */
final class PivotService implements AutoCloseable {
  private static final Range WHOLE = new Range(0, OptionalLong.empty());

  private final PivotSpecParser parser;
  private final PivotLimits pivotLimits;
  private final QueryEngine engine;
  private final CatalogService catalog;
  private final CubeStore cubes;
  private final CubeComputation computation;
  private final Cursors cursors = new Cursors();
  private final BufferAllocator allocator;

  PivotService(
      LimitsConfiguration limits,
      QueryEngine engine,
      CatalogService catalog,
      BufferAllocator allocator,
      CubePlace place,
      GatewayMetrics metrics) {
    this.parser = new PivotSpecParser(limits.filterDepth());
    this.pivotLimits = new PivotLimits(limits.pivotCells(), limits.columns());
    this.engine = engine;
    this.catalog = catalog;
    this.allocator = allocator;
    this.cubes = new CubeStore(limits.scratch(), place.memory(), metrics);
    this.computation =
        new CubeComputation(
            engine,
            new QueryLimits(limits.queryTime(), QueryLimits.DEFAULT_BATCH_ROWS),
            new CubeFiles(place.directory(), allocator),
            Math.min(limits.scratch(), place.memory()));
    metrics.observe("scratch_bytes", "Bytes of kept pivot cubes.", cubes::bytes);
    metrics.observe(
        "scratch_memory_bytes", "Bytes of kept pivot cubes in memory.", cubes::memoryBytes);
    metrics.observe("scratch_cubes", "Kept pivot cubes.", cubes::count);
  }

  /** A question with its cube, its answer, and the right to read them until closed. */
  private record Pinned(
      CubeStore.Lease lease, PivotSpec spec, PivotAnswer answer, Optional<Explanation> explanation)
      implements AutoCloseable {
    Schema schema() {
      return explanation.isPresent() ? Explanation.SCHEMA : answer.schema();
    }

    long rows() {
      return explanation.map(facts -> (long) facts.lines().size()).orElse(answer.rows());
    }

    AnswerBatches open(BufferAllocator allocator) {
      return explanation
          .map(facts -> facts.open(allocator))
          .orElseGet(() -> answer.open(allocator));
    }

    @Override
    public void close() {
      lease.close();
    }
  }

  /** The schema of the answer, and a ticket that gives just this answer. */
  QueryDescription describe(QueryCommand command, Cancellation cancellation) {
    try (Pinned pinned = pin(command, cancellation)) {
      String ticket =
          StrictJson.write(
              Commands.object()
                  .put(QueryCommandParser.PINNED, pinned.lease().id().toString())
                  .set(QueryCommandParser.QUESTION, StrictJson.parse(pinned.spec().canonical())));
      return new QueryDescription(pinned.schema(), ticket, pinned.rows());
    }
  }

  /**
   * The answer.
   *
   * @param resources closed with the answer
   */
  Answer open(QueryCommand command, Cancellation cancellation, AnswerResources resources) {
    Pinned pinned = resources.add(pin(command, cancellation));
    CubeAnswer answer = new CubeAnswer(pinned.open(allocator), pinned.schema(), resources);
    resources.add(cancellation.onCancel(answer::cancel));
    return answer;
  }

  private Pinned pin(QueryCommand command, Cancellation cancellation) {
    if (command instanceof QueryCommand.Pinned ticket) {
      PivotSpec spec = parser.parse(ticket.question());
      return pin(spec, byTicket(ticket.id(), spec), position(spec), false);
    }
    PivotSpec spec = parser.parse(((QueryCommand.Pivot) command).spec());
    Optional<Cursors.Position> position = position(spec);
    AtomicBoolean computed = new AtomicBoolean();
    CubeStore.Lease lease =
        position.isPresent() ? byCursor(position.get()) : find(spec, computed, cancellation);
    return pin(spec, lease, position, computed.get());
  }

  private Optional<Cursors.Position> position(PivotSpec spec) {
    return spec.presentation().cursor().map(cursor -> cursors.read(cursor, spec.cursorCanonical()));
  }

  private CubeStore.Lease byCursor(Cursors.Position position) {
    return cubes
        .byId(position.cube())
        .orElseThrow(
            () -> Cursors.expired("names a result that was dropped to make room for others"));
  }

  private CubeStore.Lease byTicket(UUID id, PivotSpec spec) {
    CubeStore.Lease lease =
        cubes
            .byId(id)
            .orElseThrow(
                () ->
                    new VaneException(
                        ErrorCode.RESULT_EXPIRED,
                        "The result of this ticket was dropped to make room for others. Ask the question again for a new one."));
    if (!lease.cube().question().equals(spec.cubeCanonical())) {
      lease.close();
      throw new VaneException(
          ErrorCode.COMMAND_INVALID,
          "The ticket's question is not the one that was described. Send tickets unchanged.");
    }
    return lease;
  }

  private CubeStore.Lease find(PivotSpec spec, AtomicBoolean computed, Cancellation cancellation) {
    try (ReadSession session = engine.openSession()) {
      Cancellation.Registration registration = cancellation.onCancel(session::cancel);
      try {
        PivotRows rows = PivotRows.open(spec, List.of(), catalog, engine.dialect(), session);
        PivotQuestion question = PivotQuestion.bind(spec, rows.schema());
        return cubes.find(
            rows.identity() + ": " + spec.cubeCanonical(),
            cube -> cube.answers(question),
            () -> {
              computed.set(true);
              return computation.compute(
                  question, rows, session, paths -> requireWidthOfAll(spec, paths));
            },
            cancellation);
      } finally {
        registration.close();
      }
    }
  }

  /** As {@link #requireWidth}, of an axis that is not cut. */
  private void requireWidthOfAll(PivotSpec spec, long columnPaths) {
    if (!spec.columnChoice().cuts()) {
      requireWidth(spec, columnPaths);
    }
  }

  /** Refuses an answer that would be too wide, whatever else is in it. */
  private void requireWidth(PivotSpec spec, long columnPaths) {
    long fields = columnPaths * spec.shown().size();
    Optional<ColumnLimit> limit = spec.presentation().columnLimit();
    if (limit.isPresent()
        && limit.get().onExceed() != ColumnLimit.OnExceed.TRUNCATE
        && fields > limit.get().fields()) {
      throw new VaneException(
          ErrorCode.LIMIT_COLUMNS,
          "The column paths times measures are at least %d; limits.columns of the question allows %d. Filter the column fields, raise it, or ask with \"on_exceed\": \"truncate\" or \"others\"."
              .formatted(fields, limit.get().fields()));
    }
    boolean whole =
        limit.isEmpty()
            && spec.result() == ResultForm.WIDE
            && spec.presentation().columnRange().isEmpty();
    if (whole) {
      pivotLimits.requireFields(fields);
    }
  }

  private Pinned pin(
      PivotSpec spec,
      CubeStore.Lease lease,
      Optional<Cursors.Position> position,
      boolean computed) {
    long startedNanos = System.nanoTime();
    boolean done = false;
    try {
      PinnedCube cube = lease.cube();
      PivotLayout layout = cube.layout(PivotQuestion.bind(spec, cube.schema()));
      long place = position.map(Cursors.Position::place).orElse(0L);
      PivotPart part = part(layout, spec, lease.id(), place);
      PivotAnswer answer = PivotAnswer.of(layout, part, cube.versions(), pivotLimits);
      Duration light = Duration.ofNanos(System.nanoTime() - startedNanos);
      Pinned pinned =
          new Pinned(
              lease,
              spec,
              answer,
              spec.presentation().explain()
                  ? Optional.of(PivotExplanation.of(cube, layout, answer, computed, light))
                  : Optional.empty());
      cubes.trim();
      done = true;
      return pinned;
    } finally {
      if (!done) {
        lease.close();
      }
    }
  }

  private PivotPart part(PivotLayout layout, PivotSpec spec, UUID cube, long place) {
    Range columns = spec.presentation().columnRange().orElse(WHOLE);
    Range rows =
        spec.presentation().pageSize().isPresent()
            ? new Range(place, spec.presentation().pageSize())
            : spec.presentation().rowRange().orElse(WHOLE);
    requireWidth(spec, layout.columnPaths());
    int columnTo = columns.to(layout.columnPaths());
    long most =
        spec.presentation()
            .columnLimit()
            .map(limit -> columns.from(layout.columnPaths()) + limit.fields() / spec.shown().size())
            .orElse((long) columnTo);
    int rowTo = rows.to(layout.rowPaths());
    boolean more = spec.presentation().pageSize().isPresent() && rowTo < layout.rowPaths();
    return new PivotPart(
        rows.from(layout.rowPaths()),
        rowTo,
        columns.from(layout.columnPaths()),
        (int) Math.min(columnTo, most),
        most < columnTo,
        more
            ? Optional.of(cursors.write(new Cursors.Position(cube, rowTo), spec.cursorCanonical()))
            : Optional.empty());
  }

  @Override
  public void close() {
    cubes.close();
  }
}

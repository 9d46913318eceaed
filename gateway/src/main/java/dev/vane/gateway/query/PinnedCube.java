package dev.vane.gateway.query;

import dev.vane.pivot.answer.PivotLayout;
import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.Cube;
import dev.vane.pivot.plan.LevelPair;
import dev.vane.pivot.plan.PivotQuestion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A computed cube and the answers that were laid out over it. The cube is laid on its axes when it
 * is first read; answers are laid out when they are first asked for, and the ones asked for last
 * are kept. Safe for many threads; whoever reads it holds a lease.
 */
final class PinnedCube implements AutoCloseable {
  private static final int KEPT_LAYOUTS = 8;

  private final Cube cube;
  private final String question;
  private final Schema schema;
  private final long version;
  private final Set<LevelPair> levels;
  private final Map<String, PivotLayout> layouts = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable Arrangement arrangement;

  /**
   * @param question what the cube is of, in one canonical text
   * @param schema of the table that the cube was computed from
   * @param version of the table
   * @param levels that the cube has
   */
  PinnedCube(Cube cube, String question, Schema schema, long version, Set<LevelPair> levels) {
    this.cube = cube;
    this.question = question;
    this.schema = schema;
    this.version = version;
    this.levels = Set.copyOf(levels);
  }

  String question() {
    return question;
  }

  Schema schema() {
    return schema;
  }

  long version() {
    return version;
  }

  /** Whether the cube has every level that the question needs. */
  boolean answers(PivotQuestion question) {
    return levels.containsAll(question.neededLevels());
  }

  /** The question's whole answer. */
  synchronized PivotLayout layout(PivotQuestion question) {
    String key = question.spec().answerCanonical();
    PivotLayout known = layouts.get(key);
    if (known != null) {
      return known;
    }
    PivotLayout layout = PivotLayout.of(question, arrange(question));
    layouts.put(key, layout);
    if (layouts.size() > KEPT_LAYOUTS) {
      layouts.remove(layouts.keySet().iterator().next());
    }
    return layout;
  }

  private Arrangement arrange(PivotQuestion question) {
    Arrangement known = arrangement;
    if (known == null) {
      int rows = question.rows().leaf();
      known =
          Arrangement.of(
              cube,
              IntStream.range(0, rows).boxed().toList(),
              IntStream.range(rows, rows + question.columns().leaf()).boxed().toList(),
              levels.stream().map(level -> level.mask(rows)).collect(Collectors.toSet()));
      arrangement = known;
    }
    return known;
  }

  /** What it takes of memory, about. */
  synchronized long bytes() {
    long bytes = cube.bytes();
    Arrangement known = arrangement;
    if (known != null) {
      bytes += known.bytes();
    }
    for (PivotLayout layout : layouts.values()) {
      bytes += layout.bytes();
    }
    return bytes;
  }

  @Override
  public void close() {
    cube.close();
  }
}

package dev.vane.gateway.query;

import dev.vane.pivot.answer.PivotLayout;
import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.Cube;
import dev.vane.pivot.plan.LevelPair;
import dev.vane.pivot.plan.PivotQuestion;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A computed cube and the answers that were laid out over it. The cube is in memory, or written to
 * a file until it is read again. It is laid on its axes when it is first read; answers are laid out
 * when they are first asked for, and the ones asked for last are kept. Safe for many threads;
 * whoever reads it holds a lease, and only what nobody reads is written to a file.
 */
final class PinnedCube implements AutoCloseable {
  private static final int KEPT_LAYOUTS = 8;

  private final CubeFiles files;
  private final CubeOrigin origin;
  private final int rows;
  private final int rowKeys;
  private final int columnKeys;
  private final String question;
  private final Schema schema;
  private final List<Long> versions;
  private final Set<LevelPair> levels;
  private final Map<String, PivotLayout> layouts = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable Cube cube;
  private @Nullable Path file;
  private long fileBytes;
  private @Nullable Arrangement arrangement;

  /**
   * A cube that is in memory.
   *
   * @param question what the cube is of
   * @param schema of the rows that the cube was computed from
   * @param versions of the tables
   */
  PinnedCube(
      Cube cube,
      PivotQuestion question,
      Schema schema,
      List<Long> versions,
      CubeOrigin origin,
      CubeFiles files) {
    this.origin = origin;
    this.rows = cube.size();
    this.cube = cube;
    this.files = files;
    this.rowKeys = question.rows().leaf();
    this.columnKeys = question.columns().leaf();
    this.question = question.spec().cubeCanonical();
    this.schema = schema;
    this.versions = List.copyOf(versions);
    this.levels = Set.copyOf(question.levels());
  }

  CubeOrigin origin() {
    return origin;
  }

  /** Rows of the cube. */
  int rows() {
    return rows;
  }

  /** The levels of both axes that the cube has, such as "2 x 0, 2 x 1". */
  String describeLevels() {
    return levels.stream().sorted().map(LevelPair::describe).collect(Collectors.joining(", "));
  }

  String question() {
    return question;
  }

  Schema schema() {
    return schema;
  }

  /** The versions of the question's table and of those that are joined to it. */
  List<Long> versions() {
    return versions;
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
    PivotLayout layout = PivotLayout.of(question, arrange());
    layouts.put(key, layout);
    if (layouts.size() > KEPT_LAYOUTS) {
      layouts.remove(layouts.keySet().iterator().next());
    }
    return layout;
  }

  private Arrangement arrange() {
    Arrangement known = arrangement;
    if (known == null) {
      known =
          Arrangement.of(
              load(),
              IntStream.range(0, rowKeys).boxed().toList(),
              IntStream.range(rowKeys, rowKeys + columnKeys).boxed().toList(),
              levels.stream().map(level -> level.mask(rowKeys)).collect(Collectors.toSet()));
      arrangement = known;
    }
    return known;
  }

  private Cube load() {
    Cube known = cube;
    if (known == null) {
      Path written = file;
      if (written == null) {
        throw new IllegalStateException("The cube is closed");
      }
      known = files.read(written, rowKeys, columnKeys);
      cube = known;
    }
    return known;
  }

  /** Leaves memory for a file; nobody reads it. */
  synchronized void spill() {
    Cube known = cube;
    if (known == null) {
      return;
    }
    if (file == null) {
      Path written = files.write(known, rowKeys);
      file = written;
      fileBytes = files.size(written);
    }
    layouts.clear();
    arrangement = null;
    cube = null;
    known.close();
  }

  /** What it takes of memory, about. */
  synchronized long memoryBytes() {
    Cube known = cube;
    long bytes = known == null ? 0 : known.bytes();
    Arrangement arranged = arrangement;
    if (arranged != null) {
      bytes += arranged.bytes();
    }
    for (PivotLayout layout : layouts.values()) {
      bytes += layout.bytes();
    }
    return bytes;
  }

  /** What it takes of memory and disk, about. */
  synchronized long bytes() {
    return memoryBytes() + fileBytes;
  }

  @Override
  public synchronized void close() {
    Cube known = cube;
    if (known != null) {
      known.close();
    }
    Path written = file;
    if (written != null) {
      files.delete(written);
    }
    cube = null;
    file = null;
  }
}

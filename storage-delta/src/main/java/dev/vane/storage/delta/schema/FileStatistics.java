package dev.vane.storage.delta.schema;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of a written file as Delta's JSON.
 *
 * <p>Other engines leave out files and answer {@code count(*)} by these numbers, so what is not
 * surely true is left out. {@code numRecords} is exact. A bound is a bound: a minimum is rounded
 * down and a maximum up where the text can't hold the value (timestamps have milliseconds, texts 32
 * characters). A column in which a NaN occurs has no bounds, since the engine's maximum passes over
 * NaN while other engines order it last.
 */
public final class FileStatistics {
  private static final int MAX_TEXT = 32;

  /** Some readers take no decimal with an exponent. */
  private static final ObjectWriter PLAIN_DECIMALS =
      new ObjectMapper().writer().with(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");

  private FileStatistics() {}

  /**
   * Writes the statistics of one file.
   *
   * @param schema the table's columns
   * @param unindexed columns without statistics, by name: those that are not in the file
   * @param indexed which leaf columns have statistics
   * @param columns what the engine tells of each leaf, by its quoted path of physical names
   */
  public static String json(
      DeltaType.Struct schema,
      Set<String> unindexed,
      IndexedColumns indexed,
      long rows,
      Map<String, Map<String, String>> columns) {
    ObjectNode root = NODES.objectNode();
    root.put("numRecords", rows);
    ObjectNode minimums = root.putObject("minValues");
    ObjectNode maximums = root.putObject("maxValues");
    ObjectNode nulls = root.putObject("nullCount");
    for (Leaf leaf : leaves(schema, unindexed, indexed)) {
      Map<String, String> known = columns.get(leaf.enginePath());
      if (known != null) {
        put(leaf, known, minimums, maximums, nulls);
      }
    }
    return text(root);
  }

  /**
   * A column, or a field within structs, that has statistics.
   *
   * @param enginePath its quoted path, as SQL has it
   */
  public record IndexedLeaf(String enginePath, DeltaType type) {}

  /** What {@link #json} asks for. */
  public static List<IndexedLeaf> indexed(
      DeltaType.Struct schema, Set<String> unindexed, IndexedColumns indexed) {
    return leaves(schema, unindexed, indexed).stream()
        .map(leaf -> new IndexedLeaf(leaf.enginePath(), leaf.type()))
        .toList();
  }

  private static String text(ObjectNode root) {
    try {
      return PLAIN_DECIMALS.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }

  private static void put(
      Leaf leaf,
      Map<String, String> known,
      ObjectNode minimums,
      ObjectNode maximums,
      ObjectNode nulls) {
    String nullCount = known.get("null_count");
    if (nullCount != null) {
      leaf.in(nulls).put(leaf.last(), Long.parseLong(nullCount));
    }
    String minimum = known.get("min");
    String maximum = known.get("max");
    if (minimum == null || maximum == null || "true".equals(known.get("has_nan"))) {
      return;
    }
    putBound(leaf, minimums, minimum, false);
    putBound(leaf, maximums, maximum, true);
  }

  private static void putBound(Leaf leaf, ObjectNode bounds, String text, boolean upper) {
    if (leaf.type() instanceof DeltaType.Decimal) {
      leaf.in(bounds).set(leaf.last(), DecimalNode.valueOf(EngineText.decimal(text)));
      return;
    }
    switch ((DeltaType.Primitive) leaf.type()) {
      case BYTE, SHORT, INTEGER, LONG -> leaf.in(bounds).put(leaf.last(), Long.parseLong(text));
      case FLOAT -> {
        float value = (float) EngineText.floating(text);
        if (Float.isFinite(value)) {
          leaf.in(bounds).put(leaf.last(), value);
        }
      }
      case DOUBLE -> {
        double value = EngineText.floating(text);
        if (Double.isFinite(value)) {
          leaf.in(bounds).put(leaf.last(), value);
        }
      }
      case STRING ->
          (upper ? upperText(text) : Optional.of(lowerText(text)))
              .ifPresent(bound -> leaf.in(bounds).put(leaf.last(), bound));
      case DATE ->
          EngineText.date(text)
              .ifPresent(date -> leaf.in(bounds).put(leaf.last(), date.toString()));
      case TIMESTAMP ->
          millis(text, upper).ifPresent(time -> leaf.in(bounds).put(leaf.last(), time + "Z"));
      case TIMESTAMP_NTZ ->
          millis(text, upper).ifPresent(time -> leaf.in(bounds).put(leaf.last(), time));
      case BOOLEAN, BINARY -> {}
    }
  }

  private static Optional<String> millis(String text, boolean upper) {
    return EngineText.timestamp(text)
        .map(
            time -> {
              LocalDateTime floor = time.truncatedTo(ChronoUnit.MILLIS);
              return upper && floor.isBefore(time) ? floor.plus(Duration.ofMillis(1)) : floor;
            })
        .filter(time -> time.getYear() <= 9999)
        .map(MILLIS::format);
  }

  private static String lowerText(String text) {
    return text.codePointCount(0, text.length()) <= MAX_TEXT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_TEXT));
  }

  /**
   * A prefix followed by the greatest character is greater than all that begins with the prefix.
   */
  private static Optional<String> upperText(String text) {
    String prefix = lowerText(text);
    if (prefix.length() == text.length()) {
      return Optional.of(text);
    }
    return text.codePointAt(prefix.length()) == Character.MAX_CODE_POINT
        ? Optional.empty()
        : Optional.of(prefix + Character.toString(Character.MAX_CODE_POINT));
  }

  private static List<Leaf> leaves(
      DeltaType.Struct schema, Set<String> unindexed, IndexedColumns indexed) {
    List<Leaf> leaves = new ArrayList<>();
    for (DeltaField field : schema.fields()) {
      if (!unindexed.contains(field.name())) {
        collect(field, null, leaves);
      }
    }
    if (!indexed.named().isEmpty()) {
      return leaves.stream().filter(leaf -> indexed.names(leaf.path())).toList();
    }
    return leaves.subList(0, Math.min(indexed.first(), leaves.size()));
  }

  private static void collect(DeltaField field, @Nullable Leaf parent, List<Leaf> leaves) {
    Leaf here = new Leaf(parent, field.name(), field.physicalName(), field.type());
    if (field.type() instanceof DeltaType.Struct struct) {
      struct.fields().forEach(child -> collect(child, here, leaves));
    } else if (!(field.type() instanceof DeltaType.Array)
        && !(field.type() instanceof DeltaType.Map)) {
      leaves.add(here);
    }
  }

  /** A column, or a field within structs, that holds plain values. */
  private record Leaf(@Nullable Leaf parent, String name, String last, DeltaType type) {
    /** The names that lead to it, as the table has them. */
    List<String> path() {
      List<String> path = parent == null ? new ArrayList<>() : new ArrayList<>(parent.path());
      path.add(name);
      return path;
    }

    String enginePath() {
      return (parent == null ? "" : parent.enginePath() + ".") + Sql.identifier(last);
    }

    /** The JSON object that holds this leaf's entry. */
    ObjectNode in(ObjectNode root) {
      return parent == null ? root : parent.in(root).withObjectProperty(parent.last);
    }
  }
}

package dev.vane.storage.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.expression.SparkExpression;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Rules that a table has for its rows, in expressions of Spark's SQL: CHECK constraints, invariants
 * and generated columns. Those that {@link SparkExpression} translates are kept; a table that has
 * another one is read and not written.
 */
final class TableRules {
  private static final String CONSTRAINT = "delta.constraints.";
  private static final String GENERATION = "delta.generationExpression";
  private static final String INVARIANT = "delta.invariants";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What can't be kept, by the key that a field has it under. */
  private static final Map<String, String> OF_FIELDS =
      Map.of(
          GENERATION,
          "is computed from others",
          "delta.identity.start",
          "numbers the rows",
          INVARIANT,
          "has an invariant",
          "CURRENT_DEFAULT",
          "has a default");

  private static final Set<String> OF_COLUMNS = Set.of(GENERATION, INVARIANT);

  private final TableState state;
  private final String name;

  TableRules(TableState state, String name) {
    this.state = state;
    this.name = name;
  }

  /**
   * One thing that is true of every row.
   *
   * @param description for the refusal of a row of which it is not
   * @param sql over the table's columns; a row keeps the rule where it is true, not where it is
   *     NULL
   */
  record Check(String description, String sql) {}

  /**
   * The rules for rows of a stream.
   *
   * @throws VaneException {@link ErrorCode#OPTION_UNSUPPORTED} naming a rule that can't be kept
   */
  List<Check> checks(DeltaType.Struct stream) {
    requireNoneWithin();
    List<Check> checks = new ArrayList<>();
    new TreeMap<>(state.snapshot().metadata().configuration())
        .forEach(
            (key, expression) -> {
              if (key.startsWith(CONSTRAINT)) {
                String rule = "the CHECK constraint " + quoted(key.substring(CONSTRAINT.length()));
                checks.add(new Check(rule, condition("it has " + rule, expression)));
              }
            });
    for (DeltaField field : state.schema().fields()) {
      ObjectNode metadata = field.metadata();
      if (metadata.has(INVARIANT)) {
        checks.add(
            new Check(
                "the invariant of " + quoted(field.name()),
                condition(ofField(field, INVARIANT), invariant(field))));
      }
      if (metadata.has(GENERATION)) {
        String value = generated(field, TableRules::column);
        if (has(stream, field.name())) {
          checks.add(
              new Check(
                  "that %s is %s"
                      .formatted(quoted(field.name()), metadata.path(GENERATION).asText()),
                  column(field.name(), field.type()) + " IS NOT DISTINCT FROM " + value));
        }
      }
    }
    boolean mapped = !state.property("delta.columnMapping.mode", "none").equals("none");
    if (mapped && (!checks.isEmpty() || !missing(stream).isEmpty())) {
      throw refused("it has rules for its rows, and its columns are mapped to other names");
    }
    return checks;
  }

  /**
   * Whether the table has rules for rows of a stream, all of which can be kept.
   *
   * @throws VaneException {@link ErrorCode#OPTION_UNSUPPORTED} naming a rule that can't be kept
   */
  boolean requireKept(DeltaType.Struct stream) {
    boolean checked = !checks(stream).isEmpty();
    List<DeltaField> computed = missing(stream);
    computed.forEach(field -> generated(field, TableRules::column));
    return checked || !computed.isEmpty();
  }

  /** Columns that are computed from others. */
  List<DeltaField> generated() {
    return state.schema().fields().stream()
        .filter(field -> field.metadata().has(GENERATION))
        .toList();
  }

  /** Generated columns that a stream does not bring. */
  List<DeltaField> missing(DeltaType.Struct stream) {
    return generated().stream().filter(field -> !has(stream, field.name())).toList();
  }

  /**
   * The value of a generated column.
   *
   * @param source the SQL of a column
   */
  String generated(DeltaField field, BiFunction<String, DeltaType, String> source) {
    return SparkExpression.value(
            field.metadata().path(GENERATION).asText(), field.type(), state.schema(), source)
        .orElseThrow(() -> refused(ofField(field, GENERATION)));
  }

  private String condition(String rule, String expression) {
    return SparkExpression.condition(expression, state.schema(), TableRules::column)
        .orElseThrow(() -> refused(rule));
  }

  private static String column(String name, DeltaType type) {
    return Sql.identifier(name);
  }

  private static boolean has(DeltaType.Struct columns, String name) {
    return columns.fields().stream().anyMatch(field -> field.name().equals(name));
  }

  private static String invariant(DeltaField field) {
    try {
      return MAPPER
          .readTree(field.metadata().path(INVARIANT).asText())
          .path("expression")
          .path("expression")
          .asText();
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  /**
   * Refuses to remove rows of a table that only grows.
   *
   * @throws VaneException {@link ErrorCode#OPTION_UNSUPPORTED}
   */
  static void requireRemovable(TableState state) {
    if (state.property("delta.appendOnly", "false").equalsIgnoreCase("true")) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "The Delta table %s only takes new rows (delta.appendOnly); none is replaced or removed."
              .formatted(quoted(String.valueOf(state.path().getFileName()))));
    }
  }

  /** Rules of nested fields are not kept, nor defaults and identities of columns. */
  private void requireNoneWithin() {
    for (DeltaField field : state.schema().fields()) {
      OF_FIELDS.keySet().stream()
          .filter(key -> field.metadata().has(key) && !OF_COLUMNS.contains(key))
          .findFirst()
          .ifPresent(
              key -> {
                throw refused(ofField(field, key));
              });
      within(field.type())
          .ifPresent(
              rule -> {
                throw refused(rule);
              });
    }
  }

  private static Optional<String> within(DeltaType type) {
    if (type instanceof DeltaType.Struct struct) {
      for (DeltaField field : struct.fields()) {
        for (String key : OF_FIELDS.keySet()) {
          if (field.metadata().has(key)) {
            return Optional.of(ofField(field, key));
          }
        }
        Optional<String> nested = within(field.type());
        if (nested.isPresent()) {
          return nested;
        }
      }
    } else if (type instanceof DeltaType.Array array) {
      return within(array.element());
    } else if (type instanceof DeltaType.Map map) {
      return within(map.key()).or(() -> within(map.value()));
    }
    return Optional.empty();
  }

  private static String ofField(DeltaField field, String key) {
    return "the column " + quoted(field.name()) + " " + OF_FIELDS.get(key);
  }

  private static String quoted(String text) {
    return Names.quoted(text);
  }

  private VaneException refused(String rule) {
    return new VaneException(
        ErrorCode.OPTION_UNSUPPORTED,
        "The Delta table %s is read and not written here: %s, in a way that is not translated. Write with the program that made it, or drop the rule there."
            .formatted(quoted(name), rule));
  }
}

package dev.vane.storage.delta;

import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.NewFile;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.Sql;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Replaces rows by key: the stream's rows are in files already, and the table's rows that share a
 * key with one of them go. NULL is a key like others. A key that comes twice in one stream has no
 * right order, since rows in a table have none, so it is refused.
 */
final class Upsert {
  /** Up to so many values of a key column are looked up in the files' bounds one by one. */
  private static final int MAX_VALUES = 1_000;

  private static final String TARGET = "target";

  private final WritePlan plan;
  private final List<DeltaField> key;
  private final EngineConnection connection;
  private final DataFiles files;
  private final Path table;

  Upsert(
      WritePlan plan, List<String> key, EngineConnection connection, DataFiles files, Path table) {
    this.plan = plan;
    this.key = key.stream().map(name -> plan.column(name).orElseThrow()).toList();
    this.connection = connection;
    this.files = files;
    this.table = table;
  }

  /**
   * Checks a key against a stream's columns.
   *
   * @throws VaneException naming the column
   */
  static void requireKey(List<String> key, DeltaType.Struct stream) {
    if (key.isEmpty()) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "The mode 'upsert' needs a key: the columns that tell rows apart.");
    }
    List<String> names = stream.fields().stream().map(DeltaField::name).toList();
    for (String name : key) {
      DeltaField field =
          stream.fields().stream()
              .filter(candidate -> candidate.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new VaneException(
                          ErrorCode.FIELD_UNKNOWN,
                          "The key column %s is not in the stream.%s"
                              .formatted(Names.quoted(name), Suggestions.hint(name, names))));
      if (!(field.type() instanceof DeltaType.Primitive)
          && !(field.type() instanceof DeltaType.Decimal)) {
        throw new VaneException(
            ErrorCode.OPTION_UNSUPPORTED,
            "The column %s of type %s can't be a key; a key has plain values."
                .formatted(Names.quoted(name), field.type().describe()));
      }
    }
  }

  /** Refuses a stream in which a key comes twice. */
  void requireDistinct() {
    if (files.files().isEmpty()) {
      return;
    }
    files.requireFiles(files.files());
    String columns = columns("");
    Optional<String> twice =
        connection.first(
            "SELECT (%s)::VARCHAR FROM %s AS incoming GROUP BY ALL HAVING count(*) > 1 LIMIT 1"
                .formatted("row(" + columns + ")", incoming()),
            row -> String.valueOf(row.getString(1)));
    if (twice.isPresent()) {
      throw new VaneException(
          ErrorCode.VALUE_REFUSED,
          "The key %s comes twice in the stream, and rows have no order that would say which one"
                  .formatted(Names.quoted(twice.get()))
              + " holds. Send each key once; what changed later goes into a later stream.");
    }
  }

  /**
   * What becomes of a version's files.
   *
   * @param changes files for followers of the table
   * @param conditions which files were searched
   */
  record Result(
      CopyOnWrite.Outcome outcome,
      List<NewFile> changes,
      long replaced,
      List<ColumnCondition> conditions) {}

  /** Removes the rows of the table that share a key with the stream's. */
  Result into(WritePlan current) {
    TableState state = current.base().orElseThrow();
    Rewriting.requireRewritable(state);
    files.discardRewritten();
    List<ColumnCondition> conditions = conditions();
    List<DataFile> candidates = files.files().isEmpty() ? List.of() : state.files(conditions);
    state.requireFiles(candidates);
    DoomedRows doomed = new DoomedRows(connection, state);
    long replaced = candidates.isEmpty() ? 0 : doomed.add(candidates, TARGET, join(), List.of());
    CopyOnWrite.Outcome outcome =
        CopyOnWrite.outcome(
            state,
            doomed,
            candidates,
            files.folder(),
            (step, rows, bytes) ->
                files.rewrite(
                    connection,
                    current,
                    doomed.survivors(step),
                    state.schema(),
                    Optional.empty(),
                    rows,
                    bytes));
    List<NewFile> changes =
        new ChangeFeed(state, files, connection)
            .upserted(current, doomed, outcome, incoming(), sameKey("changed", "gone"));
    return new Result(outcome, changes, replaced, conditions);
  }

  private String incoming() {
    return RelationSql.ofWritten(table, plan)
        .of(files.files().stream().map(NewFile::written).toList());
  }

  private String columns(String prefix) {
    return key.stream()
        .map(field -> prefix + Sql.identifier(field.name()))
        .collect(Collectors.joining(", "));
  }

  private String join() {
    return "SEMI JOIN %s AS incoming ON %s".formatted(incoming(), sameKey(TARGET, "incoming"));
  }

  private String sameKey(String one, String other) {
    return key.stream()
        .map(field -> Sql.identifier(field.name()))
        .map(name -> one + "." + name + " IS NOT DISTINCT FROM " + other + "." + name)
        .collect(Collectors.joining(" AND "));
  }

  /** What every row with one of the stream's keys fulfils, as far as it is easily told. */
  private List<ColumnCondition> conditions() {
    List<ColumnCondition> conditions = new ArrayList<>();
    if (!files.files().isEmpty()) {
      key.forEach(field -> condition(field).ifPresent(conditions::add));
    }
    return conditions;
  }

  private Optional<ColumnCondition> condition(DeltaField field) {
    if (!(field.type() instanceof DeltaType.Primitive primitive)
        || !switch (primitive) {
          case BYTE, SHORT, INTEGER, LONG, STRING, DATE -> true;
          default -> false;
        }) {
      return Optional.empty();
    }
    List<Optional<Object>> values =
        connection.query(
            "SELECT DISTINCT %s FROM %s AS incoming LIMIT %d"
                .formatted(Sql.identifier(field.name()), incoming(), MAX_VALUES + 1),
            row -> Optional.ofNullable(value(row.getObject(1))));
    if (values.size() > MAX_VALUES || values.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    return Optional.of(
        new ColumnCondition(
            field.name(),
            ColumnCondition.Operator.IN,
            values.stream().map(value -> Objects.requireNonNull(value.orElse(null))).toList()));
  }

  private static @Nullable Object value(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.longValue();
    }
    return value instanceof String || value instanceof LocalDate ? value : null;
  }
}

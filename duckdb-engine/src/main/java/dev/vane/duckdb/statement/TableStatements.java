package dev.vane.duckdb.statement;

import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.UserQuery;
import dev.vane.spi.UserStatement;
import dev.vane.spi.UserStatement.Existing;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads CREATE TABLE and DROP TABLE, for which the engine gives no tree. A declared column becomes
 * a NULL cast to its type in a query that goes through the engine's parser, so that a type is what
 * the engine takes for one.
 */
final class TableStatements {
  private static final Set<String> CONSTRAINTS =
      Set.of(
          "CHECK",
          "COLLATE",
          "CONSTRAINT",
          "DEFAULT",
          "FOREIGN",
          "GENERATED",
          "LIKE",
          "NOT",
          "PRIMARY",
          "REFERENCES",
          "UNIQUE",
          "USING");
  private static final Set<String> OTHER_TABLES =
      Set.of("TEMP", "TEMPORARY", "LOCAL", "GLOBAL", "UNLOGGED", "EXTERNAL", "TRIGGER");

  private final Words words;
  private final Function<String, UserQuery> queries;

  /**
   * @param queries checks a query
   */
  TableStatements(Words words, Function<String, UserQuery> queries) {
    this.words = words;
    this.queries = queries;
  }

  /** Reads on behind CREATE. */
  UserStatement create() {
    Existing existing = words.take("OR", "REPLACE") ? Existing.REPLACE : Existing.REFUSE;
    requireTable("CREATE");
    if (words.take("IF", "NOT", "EXISTS")) {
      existing = Existing.KEEP;
    }
    List<String> table = words.path();
    if (words.take("AS")) {
      return new UserStatement.CreateTable(table, existing, queries.apply(words.rest()));
    }
    if (!words.takeSymbol("(")) {
      throw Words.invalid(
          "CREATE TABLE needs its columns in brackets, or AS and a query, %s."
              .formatted(words.here()));
    }
    UserQuery columns = queries.apply(columns());
    if (words.take("AS")) {
      throw unsupported(
          "CREATE TABLE takes columns or a query, not both. Name the columns in the query, with AS.");
    }
    if (!words.atEnd()) {
      throw unsupported(
          "CREATE TABLE ends with its columns; %s is not offered. A stream says how a table is laid out, in delta_options."
              .formatted(Names.quoted(words.peek())));
    }
    return new UserStatement.CreateTable(table, existing, columns);
  }

  /** Reads on behind DROP. */
  UserStatement drop() {
    requireTable("DROP");
    boolean ifExists = words.take("IF", "EXISTS");
    List<String> table = words.path();
    if (words.takeSymbol(",")) {
      throw unsupported("DROP TABLE drops one table at a time: each drop is a commit of its own.");
    }
    if (words.take("CASCADE") || words.take("RESTRICT")) {
      throw unsupported("Nothing depends on a table here. Leave CASCADE and RESTRICT out.");
    }
    words.requireEnd();
    return new UserStatement.DropTable(table, ifExists);
  }

  private void requireTable(String verb) {
    if (words.take("TABLE")) {
      return;
    }
    String kind = words.peek().toUpperCase(Locale.ROOT);
    throw unsupported(
        OTHER_TABLES.contains(kind)
            ? "%s %s is not offered: every table is kept. Leave the word out."
                .formatted(verb, Names.quoted(kind))
            : "%s is offered for tables only, not for %s. A schema is there as soon as a table is in it."
                .formatted(verb, Names.quoted(kind)));
  }

  private String columns() {
    List<String> columns = new ArrayList<>();
    do {
      columns.add(column());
    } while (words.takeSymbol(","));
    if (!words.takeSymbol(")")) {
      throw Words.invalid("The columns' closing bracket is missing.");
    }
    return "SELECT " + String.join(", ", columns) + " WHERE false";
  }

  private String column() {
    requireNoConstraint(words.peek());
    String name = words.name("The name of a column");
    List<Token> type = words.item();
    if (type.isEmpty()) {
      throw Words.invalid("Column %s has no type.".formatted(Names.quoted(name)));
    }
    boolean nullable = type.size() > 1 && type.get(type.size() - 1).isWord("NULL");
    if (nullable && !type.get(type.size() - 2).isWord("NOT")) {
      type = type.subList(0, type.size() - 1);
    }
    type.stream()
        .filter(token -> token.kind() == Token.Kind.WORD)
        .forEach(token -> requireNoConstraint(token.value()));
    return "CAST(NULL AS %s) AS %s"
        .formatted(words.textOf(type), DuckDbDialect.INSTANCE.identifier(name));
  }

  private static void requireNoConstraint(String word) {
    String folded = word.toUpperCase(Locale.ROOT);
    if (CONSTRAINTS.contains(folded)) {
      throw unsupported(
          "%s is not offered: tables have columns of a name and a type, without constraints and defaults. Leave it out, or quote it if it is a name."
              .formatted(Names.quoted(folded)));
    }
  }

  private static VaneException unsupported(String message) {
    return new VaneException(ErrorCode.OPTION_UNSUPPORTED, message);
  }
}

package dev.vane.duckdb.statement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.UserQuery;
import dev.vane.spi.UserStatement;
import dev.vane.spi.VaneException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads a client's statement by DuckDB's own parser, which gives the syntax tree as JSON, so that
 * what is checked is what will run. Nothing is judged by the text. Safe for use by many threads.
 */
public final class StatementParser {
  // Every level of a nested query is a handful of levels in the tree.
  private static final int DEEPEST_TREE = 2_000;
  private static final int LONGEST_NUMBER = 10_000;

  private final Supplier<SyntaxTrees> parsers;
  private final ObjectMapper mapper;

  /**
   * @param parsers where the engine's parser comes from; each is closed after one statement
   */
  public StatementParser(Supplier<SyntaxTrees> parsers) {
    this.parsers = parsers;
    mapper = JsonMapper.builder().build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST_TREE)
                .maxNumberLength(LONGEST_NUMBER)
                .maxStringLength(Integer.MAX_VALUE)
                .build());
  }

  /** The query, checked. */
  public UserQuery parse(String sql) {
    try (SyntaxTrees parser = parsers.get()) {
      return query(parser, sql, Lexer.read(sql));
    }
  }

  /** The statement, checked; it may be one that writes to a table. */
  public UserStatement parseStatement(String sql) {
    List<Token> tokens = withoutSemicolon(Lexer.read(sql));
    Words words = new Words(sql, tokens);
    try (SyntaxTrees parser = parsers.get()) {
      TableStatements tables =
          new TableStatements(words, text -> query(parser, text, Lexer.read(text)));
      if (words.take("CREATE")) {
        return tables.create();
      }
      if (words.take("DROP")) {
        return tables.drop();
      }
      if (words.take("INSERT")) {
        return insert(parser, sql, tokens);
      }
      ChangeStatements changes = new ChangeStatements(words, new Changes(parser, sql));
      if (words.take("DELETE")) {
        return changes.delete();
      }
      if (words.take("TRUNCATE")) {
        return changes.truncate();
      }
      if (words.take("UPDATE")) {
        return changes.update();
      }
      OtherStatements.refuse(words.peek());
      return new UserStatement.Query(query(parser, sql, tokens));
    }
  }

  /** The parser for the parts of one statement that changes rows. */
  private final class Changes implements ChangeStatements.Parser {
    private final SyntaxTrees parser;
    private final String sql;

    Changes(SyntaxTrees parser, String sql) {
      this.parser = parser;
      this.sql = sql;
    }

    @Override
    public JsonNode tree(String query) {
      JsonNode tree = StatementParser.this.tree(parser, query);
      one(tree.path("statements"));
      return tree;
    }

    @Override
    public UserQuery checked(JsonNode tree) {
      return StatementParser.this.checked(parser, sql, tree);
    }

    @Override
    public String text(JsonNode expression) {
      return columnName(parser, expression);
    }
  }

  private UserQuery query(SyntaxTrees parser, String sql, List<Token> tokens) {
    JsonNode tree = tree(parser, PivotFunction.quote(sql, tokens));
    one(tree.path("statements"));
    return checked(parser, sql, tree);
  }

  /** Inside of a common table expression the engine gives the tree of an INSERT too. */
  private UserStatement insert(SyntaxTrees parser, String sql, List<Token> tokens) {
    String written = sql.substring(tokens.get(0).start(), tokens.get(tokens.size() - 1).end());
    written = PivotFunction.quote(written, Lexer.read(written));
    JsonNode tree = tree(parser, "WITH vane_write AS (" + written + "\n) SELECT 1");
    InsertStatement insert = InsertStatement.read(one(tree.path("statements")));
    ObjectNode source = mapper.createObjectNode().put("error", false);
    ObjectNode statement = source.putArray("statements").addObject();
    statement.set("node", insert.rows());
    statement.putArray("named_param_map");
    return new UserStatement.Insert(
        insert.table(),
        insert.columns(),
        insert.byName(),
        checked(parser, sql, source),
        insert.parameterColumns());
  }

  /** Rewrites the one statement of a tree. */
  private UserQuery checked(SyntaxTrees parser, String sql, JsonNode tree) {
    StatementRewriter rewriter = new StatementRewriter(sql);
    rewriter.rewrite(tree.path("statements").get(0));
    for (StatementRewriter.UnnamedColumn unnamed : rewriter.unnamedColumns()) {
      unnamed.column().put("alias", columnName(parser, unnamed.written()));
    }
    if (tree.path("statements").get(0) instanceof ObjectNode statement) {
      // Names stand for the parameters now.
      statement.putArray("named_param_map");
    }
    return new ParsedQuery(
        text(parser, tree), rewriter.placeholders(), rewriter.pivots(), rewriter.parameterCount());
  }

  private static JsonNode one(JsonNode statements) {
    if (statements.size() != 1) {
      throw statements.isEmpty()
          ? new VaneException(ErrorCode.QUERY_INVALID, "The text holds no statement.")
          : new VaneException(
              ErrorCode.QUERY_FORBIDDEN,
              "The text holds %d statements; send one at a time.".formatted(statements.size()));
    }
    return statements.get(0);
  }

  private static List<Token> withoutSemicolon(List<Token> tokens) {
    int end = tokens.size();
    while (end > 0 && tokens.get(end - 1).isSymbol(";")) {
      end--;
    }
    return tokens.subList(0, end);
  }

  private JsonNode tree(SyntaxTrees parser, String sql) {
    JsonNode tree;
    try {
      tree = mapper.readTree(parser.tree(sql));
    } catch (JsonProcessingException failure) {
      throw new VaneException(
          ErrorCode.QUERY_INVALID, "The query is nested too deeply; simplify it.", failure);
    }
    if (tree.path("error").asBoolean()) {
      throw refusal(tree);
    }
    return tree;
  }

  private static VaneException refusal(JsonNode tree) {
    String message = tree.path("error_message").asText();
    if (message.startsWith("Only SELECT")) {
      return new VaneException(
          ErrorCode.QUERY_FORBIDDEN,
          "Only a query can be run here: SELECT, FROM, VALUES, WITH, DESCRIBE or SUMMARIZE. Rows are"
              + " written by streams.");
    }
    return new VaneException(
        ErrorCode.QUERY_INVALID,
        "The query does not parse: " + message.lines().findFirst().orElse("unknown reason"));
  }

  /** The name that DuckDB gives to a column of this expression. */
  private String columnName(SyntaxTrees parser, JsonNode expression) {
    JsonNode query = tree(parser, "SELECT 1");
    ((ArrayNode) query.at("/statements/0/node/select_list")).removeAll().add(expression);
    return text(parser, query).substring("SELECT ".length());
  }

  private String text(SyntaxTrees parser, JsonNode tree) {
    try {
      String text = parser.text(mapper.writeValueAsString(tree));
      // These two stand on their own only; inside a query they are relations as any other.
      return text.startsWith("DESCRIBE ") || text.startsWith("SUMMARIZE ")
          ? "SELECT * FROM (" + text + ")"
          : text;
    } catch (JsonProcessingException failure) {
      throw new VaneException(ErrorCode.INTERNAL, "A query could not be rewritten.", failure);
    }
  }
}

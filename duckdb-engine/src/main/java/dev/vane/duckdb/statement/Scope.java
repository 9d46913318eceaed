package dev.vane.duckdb.statement;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What names mean at one place of a statement: the common table expressions that can be seen there,
 * and the aliases that stand for tables named by a path.
 *
 * <p>A name is taken for a common table expression only where DuckDB surely does so too. The other
 * mistake, taking a table for an expression, would hand the name to DuckDB's own catalog, which
 * would look for a file.
 */
final class Scope {
  private final @Nullable Scope outer;
  private final Set<String> expressions = new HashSet<>();
  private final Map<List<String>, String> aliases = new HashMap<>();
  private final Map<List<String>, String> owners = new HashMap<>();

  Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  void defineExpression(String name) {
    expressions.add(folded(name));
  }

  boolean isExpression(String name) {
    return expressions.contains(folded(name)) || (outer != null && outer.isExpression(name));
  }

  /** The table of this path is called by this alias here. */
  void defineAlias(List<String> path, String alias) {
    aliases.putIfAbsent(folded(path), alias);
  }

  /** What the table of this path is called here, if it was named by just this path. */
  @Nullable String alias(List<String> path) {
    String alias = aliases.get(folded(path));
    return alias != null || outer == null ? alias : outer.alias(path);
  }

  /** Which table has this name for its own in the same list of relations. */
  @Nullable String owner(List<String> name) {
    return owners.get(folded(name));
  }

  void own(List<String> name, String table) {
    owners.putIfAbsent(folded(name), table);
  }

  static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static List<String> folded(List<String> path) {
    return path.stream().map(Scope::folded).collect(Collectors.toUnmodifiableList());
  }
}

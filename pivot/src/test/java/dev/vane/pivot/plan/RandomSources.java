package dev.vane.pivot.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tables beside a {@link RandomTable}: one that describes the sides, one of members and parents
 * over the codes. Some rows have no partner, NULL has none although the table has a row for it,
 * some members are roots.
 *
 * @param sides rows of the joined table
 * @param members rows of the hierarchy
 */
record RandomSources(List<Side> sides, List<Member> members) {
  /** The fields that the tables add, and the values that each may have. */
  static final Map<String, List<@Nullable Object>> FIELDS =
      Map.of(
          "label", Arrays.asList(null, "red", "Red", "é"),
          "size", Arrays.asList(null, 1L, -5L),
          "division", Arrays.asList(null, "A", "b", "(all)"),
          "book", Arrays.asList(null, "A", "b", "(all)"));

  /** A row of the table "d". */
  record Side(@Nullable String side, @Nullable Object label, @Nullable Object size) {}

  /** A row of the table "h". */
  record Member(long id, @Nullable Long parent, @Nullable Object name) {}

  static RandomSources of(Random random) {
    List<Side> sides = new ArrayList<>();
    for (String side : Arrays.asList("buy", "sell", null, "hold")) {
      if (random.nextInt(4) > 0) {
        sides.add(new Side(side, pick(random, "label"), pick(random, "size")));
      }
    }
    List<Member> members = new ArrayList<>();
    List<Long> roots = new ArrayList<>();
    for (long id : List.of(7L, -2L, 1L, 0L)) {
      int kind = random.nextInt(4);
      if (kind == 0 || (kind < 3 && roots.isEmpty())) {
        roots.add(id);
        members.add(new Member(id, null, pick(random, "division")));
      } else if (kind < 3) {
        long parent = roots.get(random.nextInt(roots.size()));
        members.add(new Member(id, parent, pick(random, "book")));
      }
    }
    return new RandomSources(sides, members);
  }

  private static @Nullable Object pick(Random random, String field) {
    List<@Nullable Object> choices = Objects.requireNonNull(FIELDS.get(field));
    return choices.get(random.nextInt(choices.size()));
  }

  /** Adds both steps to a question; their fields are there for whatever fields are good for. */
  static void write(ObjectNode question, Random random) {
    question.withArray("/join").addObject().put("table", "d").put("on", "side");
    ObjectNode hierarchy = question.withArray("/hierarchies").addObject();
    hierarchy.put("table", "h").put("field", "code").put("id", "id").put("parent", "parent");
    hierarchy.put("label", "name").put("ragged", random.nextBoolean() ? "null" : "repeat");
    hierarchy.putArray("levels").add("division").add("book");
  }

  /** The rows with the tables' fields, by the definitions. */
  List<Map<String, @Nullable Object>> extended(
      List<Map<String, @Nullable Object>> rows, boolean repeat) {
    List<Map<String, @Nullable Object>> extended = new ArrayList<>();
    for (Map<String, @Nullable Object> row : rows) {
      Map<String, @Nullable Object> more = new HashMap<>(row);
      for (Side side : sides) {
        if (side.side() != null && side.side().equals(row.get("side"))) {
          more.put("label", side.label());
          more.put("size", side.size());
        }
      }
      for (Member member : members) {
        if (Long.valueOf(member.id()).equals(row.get("code"))) {
          Object below = repeat ? member.name() : null;
          more.put("division", member.parent() == null ? member.name() : name(member.parent()));
          more.put("book", member.parent() == null ? below : member.name());
        }
      }
      extended.add(more);
    }
    return extended;
  }

  private @Nullable Object name(long id) {
    return members.stream().filter(member -> member.id() == id).findFirst().orElseThrow().name();
  }

  void load(DuckDb database) throws SQLException {
    database.execute("CREATE OR REPLACE TABLE d (side VARCHAR, label VARCHAR, size BIGINT)");
    database.execute("CREATE OR REPLACE TABLE h (id INTEGER, parent INTEGER, name VARCHAR)");
    if (!sides.isEmpty()) {
      database.execute("INSERT INTO d VALUES " + sideRows());
    }
    if (!members.isEmpty()) {
      database.execute("INSERT INTO h VALUES " + memberRows());
    }
  }

  void load(ClickHouse database) {
    database.run(
        "CREATE OR REPLACE TABLE d (side Nullable(String), label Nullable(String), size Nullable(Int64)) ENGINE = Memory");
    database.run(
        "CREATE OR REPLACE TABLE h (id Nullable(Int32), parent Nullable(Int32), name Nullable(String)) ENGINE = Memory");
    if (!sides.isEmpty()) {
      database.run("INSERT INTO d VALUES " + sideRows());
    }
    if (!members.isEmpty()) {
      database.run("INSERT INTO h VALUES " + memberRows());
    }
  }

  private String sideRows() {
    return sides.stream()
        .map(side -> "(%s, %s, %s)".formatted(text(side.side()), text(side.label()), side.size()))
        .collect(Collectors.joining(", "));
  }

  private String memberRows() {
    return members.stream()
        .map(member -> "(%d, %s, %s)".formatted(member.id(), member.parent(), text(member.name())))
        .collect(Collectors.joining(", "));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "NULL" : "'" + value + "'";
  }
}

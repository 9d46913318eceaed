package dev.vane.pivot.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Keys of a {@link RandomTable}, as a client would write them. */
record RandomKey(Random random) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** The key called so: a field's name, or "moment2" for the field "moment" once more. */
  JsonNode json(String name) {
    return switch (name) {
      case "day", "local", "moment", "moment2" -> time(name);
      case "ratio", "code", "amount" -> number(name);
      default -> NODES.textNode(name);
    };
  }

  private JsonNode time(String name) {
    if (!name.equals("moment2") && random.nextInt(3) == 0) {
      return NODES.textNode(name);
    }
    ObjectNode key = NODES.objectNode();
    key.put("field", name.equals("moment2") ? "moment" : name).put("as", name);
    ObjectNode bucket = key.putObject("bucket");
    List<dev.vane.pivot.KeyForm.BucketUnit> units =
        List.of(dev.vane.pivot.KeyForm.BucketUnit.values());
    int first = name.equals("day") ? units.indexOf(dev.vane.pivot.KeyForm.BucketUnit.DAY) : 0;
    String unit =
        units.get(first + random.nextInt(units.size() - first)).name().toLowerCase(Locale.ROOT);
    bucket.put("unit", unit);
    if (unit.equals("week")) {
      bucket.put("week_start", pick(List.of("monday", "sunday", "saturday")));
    }
    if (name.startsWith("moment")) {
      // A clock that changes makes a statement of hundreds of cases, which takes its time to plan.
      bucket.put(
          "zone", pick(random.nextInt(4) == 0 ? RandomTimes.ZONES : RandomTimes.STEADY_ZONES));
    }
    return key;
  }

  private JsonNode number(String name) {
    if (random.nextInt(3) == 0) {
      return NODES.textNode(name);
    }
    ObjectNode key = NODES.objectNode().put("field", name);
    ObjectNode bin = key.putObject("bin");
    switch (random.nextInt(3)) {
      case 0 -> bin.put("width", new java.math.BigDecimal(pick(List.of("0.1", "1.5", "4", "20"))));
      case 1 -> bin.putArray("edges").add(-2).add(0).add(1.5).add(7);
      default -> bin.put("quantile", 2 + random.nextInt(3));
    }
    return key;
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}

package dev.vane.pivot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** Keys as canonical JSON. */
final class DimensionJson {
  private DimensionJson() {}

  static ArrayNode write(List<Dimension> axis) {
    ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
    for (Dimension dimension : axis) {
      ObjectNode node =
          nodes.addObject().put("field", dimension.field()).put("as", dimension.name());
      write(dimension.form(), node);
    }
    return nodes;
  }

  private static void write(KeyForm form, ObjectNode node) {
    if (form instanceof KeyForm.Bucket bucket) {
      ObjectNode json = node.putObject("bucket");
      json.put("unit", lower(bucket.unit()));
      bucket.zone().ifPresent(zone -> json.put("zone", zone.getId()));
      if (bucket.unit() == KeyForm.BucketUnit.WEEK) {
        json.put("week_start", lower(bucket.weekStart()));
      }
    } else if (form instanceof KeyForm.Width width) {
      node.putObject("bin").put("width", width.width());
    } else if (form instanceof KeyForm.Edges edges) {
      ArrayNode array = node.putObject("bin").putArray("edges");
      edges.edges().forEach(edge -> array.add(edge.toJson()));
    } else if (form instanceof KeyForm.Quantile quantile) {
      node.putObject("bin").put("quantile", quantile.bins());
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}

package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.pivot.KeyForm.BucketUnit;
import dev.vane.pivot.KeyForm.WeekStart;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Literal;
import dev.vane.pivot.json.Shapes;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads one element of {@code rows} or {@code columns}. */
final class DimensionParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;
  private static final int MAX_EDGES = 100;

  private DimensionParser() {}

  static Dimension parse(JsonNode node, JsonPath path) {
    if (node.isTextual()) {
      return new Dimension(node.textValue(), node.textValue());
    }
    JsonObject object = JsonObject.of(node, path, CODE);
    object.requireKeys(PivotKeys.DIMENSION, Set.of());
    String field = object.text("field");
    String name =
        object.optionalText("as").map(given -> Names.require("field", given)).orElse(field);
    JsonNode bucket = object.get("bucket");
    JsonNode bin = object.get("bin");
    if (bucket != null && bin != null) {
      throw path.problem(CODE, "has 'bucket' and 'bin'; a key is cut one way, leave one out");
    }
    if (bucket != null) {
      return new Dimension(field, name, bucket(JsonObject.of(bucket, object.path("bucket"), CODE)));
    }
    return bin == null
        ? new Dimension(field, name)
        : new Dimension(field, name, bin(JsonObject.of(bin, object.path("bin"), CODE)));
  }

  private static KeyForm bucket(JsonObject bucket) {
    bucket.requireKeys(PivotKeys.BUCKET, Set.of());
    if (bucket.get("unit") == null) {
      throw bucket.missing("unit");
    }
    BucketUnit unit = BucketUnit.valueOf(choice(bucket, "unit", "", names(BucketUnit.values())));
    WeekStart weekStart =
        WeekStart.valueOf(choice(bucket, "week_start", "monday", names(WeekStart.values())));
    if (bucket.get("week_start") != null && unit != BucketUnit.WEEK) {
      throw bucket.path("week_start").problem(CODE, "is for buckets of a week only; leave it out");
    }
    Optional<ZoneId> zone = bucket.optionalText("zone").map(text -> zone(bucket, text));
    return new KeyForm.Bucket(unit, zone, weekStart);
  }

  private static ZoneId zone(JsonObject bucket, String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw bucket
          .path("zone")
          .problem(
              CODE,
              "is the unknown time zone %s; name one of IANA's, such as Europe/London or UTC"
                  .formatted(Names.quoted(text)));
    }
  }

  private static String choice(JsonObject object, String key, String absent, List<String> valid) {
    return Choice.read(object, key, absent, valid, CODE).toUpperCase(Locale.ROOT);
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
  }

  private static KeyForm bin(JsonObject bin) {
    bin.requireKeys(PivotKeys.BIN, Set.of());
    if (bin.keys().stream().filter(key -> bin.get(key) != null).count() != 1) {
      throw bin.path().problem(CODE, "must hold one of 'width', 'edges' and 'quantile'");
    }
    if (bin.get("edges") != null) {
      return edges(bin);
    }
    if (bin.get("quantile") != null) {
      long bins = bin.count("quantile").orElseThrow();
      if (bins < 2 || bins > MAX_EDGES) {
        throw bin.path("quantile")
            .problem(CODE, "must be from 2 to %d bins, not %d".formatted(MAX_EDGES, bins));
      }
      return new KeyForm.Quantile((int) bins);
    }
    JsonNode width = bin.raw("width");
    if (!width.isNumber() || width.decimalValue().signum() <= 0 || !isPlain(width)) {
      throw bin.path("width")
          .problem(
              CODE,
              "must be a number above 0 with at most 18 digits on either side of the point, not "
                  + Shapes.describe(width));
    }
    return new KeyForm.Width(plain(width.decimalValue()));
  }

  /** Without an exponent, so that it can stand in SQL as a number of so many decimals. */
  private static BigDecimal plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static boolean isPlain(JsonNode number) {
    BigDecimal value = number.decimalValue().stripTrailingZeros();
    return value.scale() <= 18 && value.precision() - value.scale() <= 18;
  }

  private static KeyForm edges(JsonObject bin) {
    List<JsonNode> nodes = bin.list("edges");
    JsonPath path = bin.path("edges");
    if (nodes.isEmpty() || nodes.size() > MAX_EDGES) {
      throw path.problem(
          CODE, "must hold from 1 to %d numbers, not %d".formatted(MAX_EDGES, nodes.size()));
    }
    List<Literal.Numeric> edges = new ArrayList<>();
    for (int index = 0; index < nodes.size(); index++) {
      if (!(Literal.parse(nodes.get(index), path.index(index), CODE)
          instanceof Literal.Numeric edge)) {
        throw path.index(index)
            .problem(CODE, "must be a number, not " + Shapes.describe(nodes.get(index)));
      }
      if (index > 0 && edges.get(index - 1).value().compareTo(edge.value()) >= 0) {
        throw path.index(index).problem(CODE, "is not above the edge before it; sort the edges");
      }
      edges.add(edge);
    }
    return new KeyForm.Edges(edges);
  }
}

package dev.vane.pivot.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A path of the column axis.
 *
 * @param keys the keys present, as JSON scalars; fewer than the axis has for a total
 * @param others for each key present whether it stands for the members that were not chosen
 * @param places the place of each key present on the axis
 * @param size how many keys the axis has
 */
record ColumnPath(List<JsonNode> keys, List<Boolean> others, List<Integer> places, int size) {
  ColumnPath {
    keys = List.copyOf(keys);
    others = List.copyOf(others);
    places = List.copyOf(places);
  }

  boolean isTotal() {
    return keys.size() < size;
  }

  /** SQL's GROUPING_ID: a bit for each key rolled up, the first key's the highest. */
  int grouping() {
    int grouping = (int) ((1L << size) - 1);
    for (int place : places) {
      grouping &= ~(1 << (size - 1 - place));
    }
    return grouping;
  }

  boolean hasOthers() {
    return others.contains(true);
  }

  /** The keys as a JSON array. */
  ArrayNode toJson() {
    return JsonNodeFactory.instance.arrayNode().addAll(keys);
  }

  /**
   * The name of a measure's field, before it is made unique.
   *
   * @param nullLabel what stands for NULL
   */
  String name(String alias, String nullLabel) {
    return size == 0 ? alias : text(nullLabel) + "_" + alias;
  }

  /** The keys as they stand in the names of fields. */
  String text(String nullLabel) {
    List<String> texts = new ArrayList<>(Collections.nCopies(size, "(all)"));
    for (int index = 0; index < keys.size(); index++) {
      JsonNode key = keys.get(index);
      texts.set(
          places.get(index),
          others.get(index) ? "(others)" : key.isNull() ? nullLabel : key.asText());
    }
    return String.join("|", texts);
  }
}

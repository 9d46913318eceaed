package dev.vane.pivot;

import java.util.OptionalLong;

/**
 * A part of an axis' presented paths.
 *
 * @param offset paths left out before it
 * @param limit most paths in it; empty for all that follow
 */
public record Range(long offset, OptionalLong limit) {
  /** The first path of it, as a place among so many. */
  public int from(int size) {
    return (int) Math.min(offset, size);
  }

  /** The place after its last path among so many. */
  public int to(int size) {
    return limit.isEmpty() || limit.getAsLong() >= size - from(size)
        ? size
        : from(size) + (int) limit.getAsLong();
  }
}

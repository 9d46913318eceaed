package dev.vane.pivot.cube;

/** Compares two things by their numbers. */
@FunctionalInterface
public interface IndexOrder {
  int compare(int left, int right);
}

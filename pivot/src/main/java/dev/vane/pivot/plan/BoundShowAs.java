package dev.vane.pivot.plan;

import dev.vane.pivot.ShowAs;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A relation to others, resolved.
 *
 * @param onRows whether the field is on the row axis; of no meaning without a field
 * @param level the field's place on its axis, from 1; 0 without a field
 * @param value the value that is compared with, where it is one
 * @param window where it is of one
 */
public record BoundShowAs(
    ShowAs showAs,
    boolean onRows,
    int level,
    Optional<PathKey> value,
    Optional<BoundWindow> window) {
  /** Adds the levels that are looked at beside that of the value itself. */
  void addLevels(LevelPair own, SortedSet<LevelPair> levels) {
    switch (showAs.kind()) {
      case SHARE_OF_GRAND -> levels.add(new LevelPair(0, 0));
      case SHARE_OF_ROW -> levels.add(new LevelPair(own.row(), 0));
      case SHARE_OF_COLUMN -> levels.add(new LevelPair(0, own.column()));
      case SHARE_OF_PARENT_ROW ->
          levels.add(new LevelPair(LevelPair.parent(own.row()), own.column()));
      case SHARE_OF_PARENT_COLUMN ->
          levels.add(new LevelPair(own.row(), LevelPair.parent(own.column())));
      case SHARE_OF_PARENT ->
          levels.add(
              onRows
                  ? new LevelPair(own.row() & LevelPair.first(level), own.column())
                  : new LevelPair(own.row(), own.column() & LevelPair.first(level)));
      case INDEX -> {
        levels.add(new LevelPair(0, 0));
        levels.add(new LevelPair(own.row(), 0));
        levels.add(new LevelPair(0, own.column()));
      }
      case WINDOW ->
          window
              .filter(bound -> bound.window().function().isShare())
              .ifPresent(
                  bound ->
                      levels.add(
                          new LevelPair(
                              own.row() & bound.rowGroup(), own.column() & bound.columnGroup())));
      case VALUE_OF,
          SHARE_OF,
          DIFFERENCE,
          RELATIVE_DIFFERENCE,
          RUNNING_TOTAL,
          RUNNING_SHARE,
          RANK_ASCENDING,
          RANK_DESCENDING -> {
        // Siblings are of the same level.
      }
    }
  }
}

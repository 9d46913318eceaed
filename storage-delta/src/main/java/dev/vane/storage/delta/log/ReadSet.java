package dev.vane.storage.delta.log;

import java.util.function.Predicate;

/**
 * What a writer read of the table, as a condition on files: a file that fulfils it would have been
 * read, had it been there. So another writer's new file that fulfils it is a conflict.
 */
public final class ReadSet {
  /** The commit is right whatever the table holds. */
  public static final ReadSet NOTHING = new ReadSet(file -> false);

  /** The commit depends on every row. */
  public static final ReadSet EVERYTHING = new ReadSet(file -> true);

  private final Predicate<DataFile> read;

  private ReadSet(Predicate<DataFile> read) {
    this.read = read;
  }

  /** The commit depends on the files that may fulfil a condition. */
  public static ReadSet of(Predicate<DataFile> read) {
    return new ReadSet(read);
  }

  boolean isNothing() {
    return this == NOTHING;
  }

  boolean includes(DataFile file) {
    return read.test(file);
  }
}

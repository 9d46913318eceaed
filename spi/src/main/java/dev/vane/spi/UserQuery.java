package dev.vane.spi;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A statement that a client wrote, found to be one read-only query over named tables and nothing
 * outside them. Immutable.
 */
public interface UserQuery {
  /**
   * A table as the client named it.
   *
   * @param path one to three elements
   * @param asOf the version asked for
   * @param changes the versions whose changed rows are asked for, instead of a version's rows
   */
  record Reference(List<String> path, AsOf asOf, Optional<VersionRange> changes) {
    public Reference {
      path = List.copyOf(path);
    }

    public Reference(List<String> path, AsOf asOf) {
      this(path, asOf, Optional.empty());
    }

    public static Reference ofChanges(List<String> path, VersionRange changes) {
      return new Reference(path, changes.last(), Optional.of(changes));
    }
  }

  /** Every table that the statement names, without the names that it defines itself. */
  List<Reference> references();

  /** The spec of every {@code pivot('...')} that the statement reads, as it was written. */
  List<String> pivots();

  /** How many values {@link #bind} takes. */
  int parameterCount();

  /**
   * The statement over the tables that the references were resolved to.
   *
   * @param pivots the query that gives a pivot's rows
   * @param parameters values for the statement's own parameters, in order; besides those of {@link
   *     SqlQuery} {@link TypedText}
   * @throws VaneException {@link ErrorCode#QUERY_INVALID} when the values are too few or too many
   */
  SqlQuery bind(
      Function<Reference, Relation> relations,
      Function<String, SqlQuery> pivots,
      List<@Nullable Object> parameters);
}

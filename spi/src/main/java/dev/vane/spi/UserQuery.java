package dev.vane.spi;

import java.util.List;
import java.util.function.Function;

/**
 * A statement that a client wrote, found to be one read-only query over named tables and nothing
 * outside them. Immutable.
 */
public interface UserQuery {
  /** A table as the client named it: one to three elements, and the version asked for. */
  record Reference(List<String> path, AsOf asOf) {
    public Reference {
      path = List.copyOf(path);
    }
  }

  /** Every table that the statement names, without the names that it defines itself. */
  List<Reference> references();

  /**
   * The statement over the tables that the references were resolved to.
   *
   * @param parameters values for the statement's own parameters, in order
   */
  SqlQuery bind(
      Function<Reference, Relation> relations,
      List<@org.jspecify.annotations.Nullable Object> parameters);
}

package dev.vane.gateway.query;

import java.util.Optional;

/**
 * What a client has set for all of its statements.
 *
 * @param catalog the backend of names that say none
 * @param schema the schema of names that say none
 * @param timeZone IANA name of the zone that times are read and shown in
 */
public record SqlContext(
    Optional<String> catalog, Optional<String> schema, Optional<String> timeZone) {
  /** Nothing set: a bare name is the one table of that name, and times are in UTC. */
  public static final SqlContext NONE =
      new SqlContext(Optional.empty(), Optional.empty(), Optional.empty());
}

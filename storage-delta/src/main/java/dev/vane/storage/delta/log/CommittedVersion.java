package dev.vane.storage.delta.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one commit file says, whoever wrote it.
 *
 * @param changesProtocol whether readers or writers have to know more or less from here on
 * @param changesMetadata whether the schema or the properties may be others
 * @param transactions the identifiers that it sets, by application
 * @param adds files that become active
 * @param removes files that cease to be
 * @param author who did what, for people
 */
public record CommittedVersion(
    long version,
    boolean changesProtocol,
    boolean changesMetadata,
    Map<String, LastTransaction> transactions,
    List<Added> adds,
    List<DataFile.Key> removes,
    Optional<String> author) {
  /**
   * A file that becomes active.
   *
   * @param dataChange whether it brings rows that the table did not have
   */
  public record Added(DataFile file, boolean dataChange) {}

  public CommittedVersion {
    transactions = Map.copyOf(transactions);
    adds = List.copyOf(adds);
    removes = List.copyOf(removes);
  }
}

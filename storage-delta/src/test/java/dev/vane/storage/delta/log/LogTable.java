package dev.vane.storage.delta.log;

import dev.vane.spi.AsOf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A table partitioned by {@code p}, as far as its log goes: the files that it names are not there.
 */
public final class LogTable {
  private static final String SCHEMA =
      """
      {"type":"struct","fields":[\
      {"name":"id","type":"long","nullable":true,"metadata":{}},\
      {"name":"p","type":"string","nullable":true,"metadata":{}}]}""";

  private final Path folder;
  private final DeltaLog log;

  public LogTable(DeltaLogLibrary library, Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.log = library.open(folder);
  }

  public DeltaLog log() {
    return log;
  }

  public LogSnapshot newest() {
    return log.snapshot(AsOf.LATEST).orElseThrow();
  }

  public static TableMetadata metadata(Map<String, String> properties) {
    return new TableMetadata(
        UUID.randomUUID().toString(), Optional.of("t"), SCHEMA, List.of("p"), properties);
  }

  public long create() throws CommitConflictException, CommitOutcomeUnknownException {
    return create(Map.of());
  }

  public long create(Map<String, String> properties)
      throws CommitConflictException, CommitOutcomeUnknownException {
    return log.commit(
        CommitPlan.on(Optional.empty(), "CREATE TABLE")
            .metadata(Optional.of(metadata(properties)))
            .build());
  }

  /** A plan over the newest version. */
  public CommitPlan.Builder plan(String operation) {
    return plan(newest(), operation);
  }

  public static CommitPlan.Builder plan(LogSnapshot base, String operation) {
    return CommitPlan.on(Optional.of(base), operation);
  }

  public long append(String file, String partition)
      throws CommitConflictException, CommitOutcomeUnknownException {
    return log.commit(plan("WRITE").adds(List.of(file(file, partition))).build());
  }

  public static NewFile file(String name, String partition) {
    return new NewFile(
        "p=" + partition + "/" + name,
        100,
        2,
        1_700_000_000_000L,
        Map.of("p", partition),
        "{\"numRecords\":2,\"minValues\":{\"id\":1},\"maxValues\":{\"id\":2},"
            + "\"nullCount\":{\"id\":0}}");
  }

  public DataFile active(String name) {
    return newest().files().stream()
        .filter(file -> LogPaths.decode(file.path()).endsWith("/" + name))
        .findFirst()
        .orElseThrow();
  }

  /** The names of the active files, sorted. */
  public static List<String> names(LogSnapshot snapshot) {
    return snapshot.files().stream()
        .map(file -> LogPaths.decode(file.path()))
        .map(path -> path.substring(path.lastIndexOf('/') + 1))
        .sorted()
        .toList();
  }

  /** The last number of each application. */
  public static Map<String, Long> numbers(LogSnapshot snapshot) {
    return snapshot.transactions().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().version()));
  }

  /** The text of a commit file. */
  public String commit(long version) {
    try {
      return Files.readString(folder.resolve("_delta_log").resolve(CommitFiles.name(version)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

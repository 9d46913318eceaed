package dev.vane.gateway.pair;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The folder of journal entries.
 *
 * @param log by which the ledgers of both halves know this gateway's pair; two gateways over one
 *     table number their commits apart
 */
record PairJournal(Path directory, String log) {
  private static final String ROWS = ".arrows";
  private static final String SEAL = ".json";
  private static final String IDENTITY = "identity";

  static PairJournal open(Path directory) {
    try {
      Files.createDirectories(directory);
      Path identity = directory.resolve(IDENTITY);
      if (!Files.exists(identity)) {
        Path temporary = directory.resolve(IDENTITY + ".new");
        Files.writeString(temporary, "pair-" + UUID.randomUUID());
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
        Files.move(temporary, identity);
        sync(identity);
      }
      return new PairJournal(directory, Files.readString(identity, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  JournalEntry begin(TableId table, Schema schema, WriteOptions options) {
    return entry(UUID.randomUUID().toString(), table, schema.toJson(), options);
  }

  private JournalEntry entry(String name, TableId table, String columns, WriteOptions options) {
    return new JournalEntry(
        directory.resolve(name + ROWS), directory.resolve(name + SEAL), table, columns, options);
  }

  /** An entry whose commit is not known to be in both halves. */
  record Pending(JournalEntry entry, JournalEntry.Sealed sealed) {}

  /** The sealed entries, in the order of their commits; rows without a seal are removed. */
  List<Pending> pending() {
    List<Pending> pending = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(SEAL)) {
          JournalEntry.Sealed sealed = JournalEntry.Sealed.read(file);
          String id = name.substring(0, name.length() - SEAL.length());
          pending.add(
              new Pending(
                  entry(id, sealed.table(), sealed.columns(), sealed.writeOptions()), sealed));
        } else if (name.endsWith(ROWS)
            && !Files.exists(
                directory.resolve(name.substring(0, name.length() - ROWS.length()) + SEAL))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
    pending.sort(java.util.Comparator.comparing(each -> each.sealed().position()));
    return pending;
  }

  /** Makes the name of a file durable. */
  static void sync(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  static VaneException unreadable(Path directory, Exception cause) {
    return new VaneException(
        ErrorCode.STORAGE_FAILED,
        "The journal of streams into both backends in %s can't be read (%s); check its permissions and the disk."
            .formatted(directory, cause.getMessage()),
        cause);
  }
}

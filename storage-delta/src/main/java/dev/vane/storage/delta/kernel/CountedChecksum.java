package dev.vane.storage.delta.kernel;

import dev.vane.storage.delta.log.DataFile;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.TableConfig;
import io.delta.kernel.internal.checksum.CRCInfo;
import io.delta.kernel.internal.checksum.ChecksumWriter;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A version's checksum file, counted from its files. Kernel adds up from one version's to the next;
 * what it would write where there is no earlier one, or of a commit of which it saw a part, fails
 * or is wrong.
 */
final class CountedChecksum {
  private CountedChecksum() {}

  static void write(KernelEngine engine, KernelLogSnapshot version) throws IOException {
    SnapshotImpl snapshot = version.kernelSnapshot();
    List<DataFile> files = version.files();
    boolean timestamps =
        TableConfig.IN_COMMIT_TIMESTAMPS_ENABLED.fromMetadata(snapshot.getMetadata());
    CRCInfo checksum =
        new CRCInfo(
            snapshot.getVersion(),
            snapshot.getMetadata(),
            snapshot.getProtocol(),
            files.stream().mapToLong(DataFile::bytes).sum(),
            files.size(),
            Optional.empty(),
            Optional.of(new HashSet<>(snapshot.getActiveDomainMetadataMap().values())),
            Optional.empty(),
            timestamps ? Optional.of(snapshot.getTimestamp(engine)) : Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    new ChecksumWriter(snapshot.getLogPath()).writeCheckSum(engine, checksum);
  }
}

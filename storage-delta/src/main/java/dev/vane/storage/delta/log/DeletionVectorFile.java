package dev.vane.storage.delta.log;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * Writes a file of deletion vectors in a table's folder: a version byte, then for each vector its
 * size, its bytes and their CRC-32, numbers with the highest byte first (Delta's protocol,
 * "Deletion Vector File Storage Format").
 */
public final class DeletionVectorFile {
  private static final byte FORMAT_VERSION = 1;

  private DeletionVectorFile() {}

  /** The name of a file, which its identifier gives. */
  public static String name(UUID id) {
    return DeletionVectorNames.fileName(id);
  }

  /**
   * Writes vectors to a local file, which is still to be stored.
   *
   * @return how a log names each
   */
  public static List<DataFile.DeletionVector> write(Path table, UUID id, List<RowPositions> vectors)
      throws IOException {
    List<DataFile.DeletionVector> written = new ArrayList<>();
    try (FileChannel channel =
            FileChannel.open(
                table.resolve(name(id)), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        DataOutputStream output = new DataOutputStream(Channels.newOutputStream(channel))) {
      output.writeByte(FORMAT_VERSION);
      for (RowPositions positions : vectors) {
        byte[] bytes = positions.serialize();
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        written.add(
            new DataFile.DeletionVector(
                "u",
                DeletionVectorNames.encode(id),
                Optional.of(output.size()),
                bytes.length,
                positions.count()));
        output.writeInt(bytes.length);
        output.write(bytes);
        output.writeInt((int) checksum.getValue());
      }
      output.flush();
    }
    return written;
  }
}

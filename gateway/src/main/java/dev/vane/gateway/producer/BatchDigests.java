package dev.vane.gateway.producer;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.vane.spi.BatchDigest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Digests of what batches hold. Two batches with the same columns and values have the same digest
 * however they were cut, padded or compressed on the way: buffers of the same values differ in what
 * lies between, behind and under NULLs, so values are digested and not bytes of messages.
 */
public final class BatchDigests {
  private final long seed;

  private BatchDigests(long seed) {
    this.seed = seed;
  }

  /** Digests of batches of this schema: the same values under another are another content. */
  public static BatchDigests of(Schema schema) {
    Hasher hasher = Hashing.murmur3_128().newHasher();
    schema
        .getFields()
        .forEach(
            field ->
                hasher
                    .putInt(field.getName().length())
                    .putString(field.getName(), StandardCharsets.UTF_8)
                    .putString(field.getType().toString(), StandardCharsets.UTF_8));
    return new BatchDigests(hasher.hash().asLong());
  }

  /** The digest of a batch without dictionaries. */
  public BatchDigest digest(VectorSchemaRoot batch) {
    ValueHasher values = new ValueHasher(Hashing.murmur3_128().newHasher());
    values.put(seed);
    values.put(batch.getRowCount());
    for (FieldVector vector : batch.getFieldVectors()) {
      values.put(vector, 0, batch.getRowCount());
    }
    return digest(values.hash());
  }

  private static BatchDigest digest(HashCode hash) {
    ByteBuffer bytes = ByteBuffer.wrap(hash.asBytes()).order(ByteOrder.LITTLE_ENDIAN);
    return new BatchDigest(bytes.getLong(), bytes.getLong());
  }
}

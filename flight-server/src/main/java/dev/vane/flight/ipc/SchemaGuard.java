package dev.vane.flight.ipc;

import java.nio.ByteBuffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.jspecify.annotations.Nullable;

/**
 * Walks a schema before it is made into objects. Flatbuffers are tables joined by offsets, and the
 * Java reader follows any offset: a few hundred hostile bytes can say a schema that has no end, or
 * 2^60 fields. An honest writer stores each table and text once, so what the walk passes is charged
 * against the size of the message; whoever shares more than a little runs out.
 */
final class SchemaGuard {
  static final int MAX_DEPTH = 64;
  static final int MAX_FIELDS = 100_000;

  private static final int TABLE_BYTES = 8;

  private long budget;
  private int fields;

  private SchemaGuard(long budget) {
    this.budget = budget;
  }

  /**
   * @param headerBytes size of the message that holds the schema
   * @throws dev.vane.spi.VaneException IPC_INVALID
   */
  static void check(Schema schema, int headerBytes) {
    if (schema.endianness() != Endianness.Little) {
      throw IpcErrors.invalid("The schema says big-endian data; only little-endian data is read.");
    }
    SchemaGuard guard = new SchemaGuard(4L * headerBytes);
    for (int i = 0; i < schema.fieldsLength(); i++) {
      guard.field(schema.fields(i), 1);
    }
    for (int i = 0; i < schema.customMetadataLength(); i++) {
      guard.metadata(schema.customMetadata(i));
    }
  }

  private void field(Field field, int depth) {
    if (depth > MAX_DEPTH) {
      throw IpcErrors.invalid("The schema nests deeper than %d levels.", MAX_DEPTH);
    }
    fields++;
    if (fields > MAX_FIELDS) {
      throw IpcErrors.invalid(
          "The schema has more than %,d fields, nested ones included.", MAX_FIELDS);
    }
    charge(TABLE_BYTES);
    text(field.nameAsByteBuffer());
    if (field.typeType() == Type.Union && field.type(new Union()) instanceof Union union) {
      charge(Integer.BYTES * (long) union.typeIdsLength());
    } else if (field.typeType() == Type.Timestamp
        && field.type(new Timestamp()) instanceof Timestamp timestamp) {
      text(timestamp.timezoneAsByteBuffer());
    }
    for (int i = 0; i < field.customMetadataLength(); i++) {
      metadata(field.customMetadata(i));
    }
    for (int i = 0; i < field.childrenLength(); i++) {
      field(field.children(i), depth + 1);
    }
  }

  private void metadata(KeyValue entry) {
    charge(TABLE_BYTES);
    text(entry.keyAsByteBuffer());
    text(entry.valueAsByteBuffer());
  }

  private void text(@Nullable ByteBuffer bytes) {
    if (bytes != null) {
      charge(bytes.remaining());
    }
  }

  private void charge(long bytes) {
    budget -= bytes;
    if (bytes < 0 || budget < 0) {
      throw IpcErrors.invalid("The schema says more than its message holds.");
    }
  }
}

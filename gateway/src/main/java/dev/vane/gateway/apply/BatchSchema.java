package dev.vane.gateway.apply;

import org.apache.arrow.vector.types.pojo.Schema;

/** A schema without dictionaries, with the bytes of its message, made once for a stream. */
public final class BatchSchema {
  private final Schema schema;
  private final byte[] bytes;

  public BatchSchema(Schema schema) {
    this.schema = schema;
    this.bytes = EntryCodec.writeSchema(schema);
  }

  public Schema schema() {
    return schema;
  }

  byte[] bytes() {
    return bytes;
  }
}

package dev.vane.flight.put;

import com.google.protobuf.ByteString;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What takes one stream in that is no stream of base Flight. Used by the stream's thread, but for
 * {@link #cancel}; ended by {@link #commit} or not at all, and closed whatever became of it.
 */
public interface PutHandler extends AutoCloseable {
  /** The stream's schema came; some streams have none. */
  void begin(Schema schema);

  /** Rows came; they are refilled after the return. */
  void append(VectorSchemaRoot batch, DictionaryProvider dictionaries);

  /**
   * Whether rows belong to the stream. Of one without, clients wait for the answer before they end
   * it.
   */
  default boolean takesRows() {
    return true;
  }

  /** The client sent everything. Gives what it is answered. */
  ByteString commit();

  /** The client is gone, or the gateway stops; called from any thread. */
  default void cancel() {}

  @Override
  void close();
}

package dev.vane.flight.get;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * One FlightData message of an answer: the schema, or a batch. Sending it leaves it as it is: the
 * transport takes holds of its own on the buffers, and gives them back when the network has them.
 *
 * @param header the flatbuffer, read by nobody else
 * @param buffers the buffers of a batch in their order, a hold of each owned by this message
 * @param batch whether it is a batch, which has a body even where it has no buffers
 */
record ResultMessage(ByteBuffer header, List<ArrowBuf> buffers, boolean batch)
    implements AutoCloseable {
  /** The first message; the fields have no dictionaries. */
  static ResultMessage ofSchema(Schema schema) {
    return new ResultMessage(
        MessageSerializer.serializeMetadata(schema, IpcOption.DEFAULT), List.of(), false);
  }

  /** The rows of a batch, whose buffers nobody writes to any more; shares them. */
  static ResultMessage ofBatch(VectorSchemaRoot batch) {
    ArrowRecordBatch unloaded = new VectorUnloader(batch).getRecordBatch();
    return new ResultMessage(
        MessageSerializer.serializeMetadata(unloaded, IpcOption.DEFAULT),
        unloaded.getBuffers(),
        true);
  }

  /** Gives the buffers back. */
  @Override
  public void close() {
    buffers.forEach(ArrowBuf::close);
  }
}

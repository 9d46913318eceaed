package dev.vane.client;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * Writes a source that can be read again from its beginning: cut into the same batches each time,
 * it is sent from where the gateway has it. The last batch that the gateway has is sent once more;
 * the gateway compares it, and so a source that is another one by now is refused and not mixed with
 * the old.
 */
final class ResumablePut {
  private final VaneClient client;
  private final PutCommand command;
  private final Producer producer;
  private final ResumeOptions options;
  private final BufferAllocator allocator;
  private final Consumer<WriteProgress> onProgress;
  private long number;

  ResumablePut(
      VaneClient client,
      PutCommand command,
      Producer producer,
      ResumeOptions options,
      BufferAllocator allocator,
      Consumer<WriteProgress> onProgress) {
    this.client = client;
    this.command = command;
    this.producer = producer;
    this.options = options;
    this.allocator = allocator;
    this.onProgress = onProgress;
  }

  ResumedPut put(ArrowReader source) throws IOException {
    StreamStatus before = client.streamStatus(command.streamName(), producer.id());
    try (PlainBatches batches = new PlainBatches(source);
        VectorSchemaRoot wire =
            VectorSchemaRoot.create(batches.schema(), batches.allocator(allocator))) {
      BatchSlices slices = new BatchSlices(wire, BatchSlices.TARGET_BYTES);
      try (ResumableWriter writer =
          client.startResumable(command, producer, batches.schema(), options, onProgress)) {
        long durable = writer.nextOffset() - 1;
        while (batches.next()) {
          slices.send(
              batches.batch(),
              () -> {
                if (number == durable) {
                  writer.repeat(number, wire);
                } else if (number > durable) {
                  writer.write(wire);
                }
                number++;
              });
        }
        requireAllOfBefore(durable);
        PutReceipt receipt = writer.finish();
        WriteProgress end = writer.progress();
        return new ResumedPut(
            before.ackUpToRecords(), end.durableRecords(), end.reconnects(), receipt);
      }
    }
  }

  private void requireAllOfBefore(long durable) {
    if (number <= durable) {
      throw VaneClientException.ofClient(
          VaneClientException.UNSUPPORTED,
          ("The gateway has %,d batches of this producer, and the source has only %,d: it is not the"
                  + " one that was sent before. Write it under another producer.")
              .formatted(durable + 1, number),
          null);
    }
  }
}

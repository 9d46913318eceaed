package dev.vane.cli;

import dev.vane.client.AckMode;
import dev.vane.client.Durability;
import dev.vane.client.Producer;
import dev.vane.client.PutCommand;
import dev.vane.client.PutStream;
import dev.vane.client.ResumableWriter;
import dev.vane.client.ResumeOptions;
import dev.vane.client.VaneClient;
import dev.vane.client.VaneClientException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One producer that goes on whatever happens to the gateway, in one of the ways that promise once.
 * What it writes follows from its name and the batch's number, so that it can be checked.
 */
final class CrashProducer implements Runnable {
  static final int ROWS = 40;
  static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("producer", ArrowType.Utf8.INSTANCE),
              Field.nullable("batch", new ArrowType.Int(64, true)),
              Field.nullable("value", new ArrowType.Int(64, true))));
  private static final int BATCHES_OF_A_WHOLE = 3;
  private static final ResumeOptions PATIENT =
      new ResumeOptions(
          64 << 10, Duration.ofMillis(20), Duration.ofMillis(400), Duration.ofMinutes(5));

  /** The sum of the values of its first batches. */
  static long sum(String producer, long batches) {
    long first = value(producer, 0, 0);
    return ROWS * (batches * first + batches * (batches - 1) / 2 * 1_000)
        + batches * ROWS * (ROWS - 1) / 2;
  }

  /** How it writes. */
  enum Way {
    LOG,
    TABLE,
    WHOLE,
    REQUEST;

    /** The ways into a backend; a pair of both takes whole streams only. */
    static List<Way> of(String backend) {
      return backend.equals("both") ? List.of(WHOLE, REQUEST) : List.of(values());
    }
  }

  final String name;
  final Way way;
  final String backend;
  private final VaneClient client;
  private final BufferAllocator allocator;
  private final AtomicBoolean stop;
  private final AtomicLong acknowledged = new AtomicLong(-1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  CrashProducer(
      Way way, String backend, VaneClient client, BufferAllocator allocator, AtomicBoolean stop) {
    this.name = way.name().toLowerCase(java.util.Locale.ROOT) + "-" + backend;
    this.way = way;
    this.backend = backend;
    this.client = client;
    this.allocator = allocator;
    this.stop = stop;
  }

  /** The table and the stream. */
  static String stream(String backend) {
    return "crash_" + backend;
  }

  static long value(String producer, long batch, int row) {
    return ((producer.hashCode() & 0xFFFF) * 31L + batch) * 1_000 + row;
  }

  /** The last batch that was acknowledged to this producer. */
  long acknowledged() {
    return acknowledged.get();
  }

  @Nullable Throwable failure() {
    return failure.get();
  }

  @Override
  public void run() {
    try {
      switch (way) {
        case LOG -> resumable(Durability.LOG);
        case TABLE -> resumable(Durability.TABLE);
        case WHOLE -> wholes();
        case REQUEST -> requests();
      }
    } catch (RuntimeException | Error e) {
      failure.set(e);
    }
  }

  private void resumable(Durability durability) {
    PutCommand command =
        PutCommand.builder(stream(backend)).storageBackend(backend).durability(durability).build();
    try (ResumableWriter writer =
            client.startResumable(
                command,
                Producer.of(name),
                SCHEMA,
                PATIENT,
                progress -> acknowledged.accumulateAndGet(progress.durableOffset(), Math::max));
        VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator)) {
      while (!stop.get()) {
        fill(root, writer.nextOffset());
        writer.write(root);
      }
      writer.finish();
      acknowledged.set(writer.progress().durableOffset());
    }
  }

  private void wholes() {
    PutCommand command =
        PutCommand.builder(stream(backend))
            .storageBackend(backend)
            .ack(AckMode.END)
            .producer(Producer.of(name))
            .build();
    while (!stop.get()) {
      retrying(
          () -> {
            long next = client.streamStatus(stream(backend), name).ackUpToOffset() + 1;
            if (next <= acknowledged.get()) {
              throw new AssertionError(name + " was acknowledged and is not durable: " + next);
            }
            send(command, next, BATCHES_OF_A_WHOLE, true);
            acknowledged.set(next + BATCHES_OF_A_WHOLE - 1);
          });
    }
  }

  private void requests() {
    for (long batch = 0; !stop.get(); batch++) {
      long number = batch;
      PutCommand command =
          PutCommand.builder(stream(backend))
              .storageBackend(backend)
              .requestId(name + "-" + number)
              .build();
      retrying(() -> send(command, number, 1, false));
      acknowledged.set(number);
    }
  }

  private void send(PutCommand command, long first, int batches, boolean numbered) {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
        PutStream put = client.startPut(command, root)) {
      for (long batch = first; batch < first + batches; batch++) {
        fill(root, batch);
        if (numbered) {
          put.putNext(batch);
        } else {
          put.putNext();
        }
      }
      put.finish();
    }
  }

  /** Again and again while the gateway is away; a request that has begun is always ended. */
  private void retrying(Runnable step) {
    while (true) {
      try {
        step.run();
        return;
      } catch (VaneClientException e) {
        boolean lost =
            e.retryable()
                || (e.origin() != VaneClientException.Origin.GATEWAY
                    && e.origin() != VaneClientException.Origin.CLIENT);
        if (!lost) {
          throw e;
        }
        pause();
        client.reconnectAtOnce();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(30);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void fill(VectorSchemaRoot root, long batch) {
    root.allocateNew();
    VarCharVector producers = (VarCharVector) root.getVector(0);
    BigIntVector batches = (BigIntVector) root.getVector(1);
    BigIntVector values = (BigIntVector) root.getVector(2);
    for (int row = 0; row < ROWS; row++) {
      producers.setSafe(row, name.getBytes(StandardCharsets.UTF_8));
      batches.setSafe(row, batch);
      values.setSafe(row, value(name, batch, row));
    }
    root.setRowCount(ROWS);
  }
}

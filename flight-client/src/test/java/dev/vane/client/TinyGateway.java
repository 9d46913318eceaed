package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.ErrorFlightMetadata;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.util.AutoCloseables;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A server that speaks the gateway's protocol and keeps the rows in memory, as text. The stream's
 * name chooses how it behaves, so that each way a write can go is real on the wire.
 */
final class TinyGateway implements AutoCloseable {
  /** Receives nothing until {@link #release}. */
  static final String SLOW = "slow";

  /** Is refused after the first batch, as a gateway does. */
  static final String REFUSED = "refused";

  /** Ends well, but without a receipt. */
  static final String SPEECHLESS = "speechless";

  /** Takes everything, then waits for {@link #release}. */
  static final String HANGS = "hangs";

  final Map<String, List<String>> rows = new ConcurrentHashMap<>();
  final LinkedBlockingQueue<JsonNode> commands = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();
  final AtomicLong messages = new AtomicLong();

  /** So many times a question is refused as to be asked again. */
  final AtomicLong busy = new AtomicLong();

  final AtomicLong largestMessageRows = new AtomicLong();
  private final CountDownLatch released = new CountDownLatch(1);
  private final List<Thread> workers = new CopyOnWriteArrayList<>();
  private final BufferAllocator allocator;
  private final ExecutorService calls = Executors.newCachedThreadPool();
  private final FlightServer server;
  private boolean killed;

  TinyGateway(BufferAllocator parent) throws IOException {
    allocator = parent.newChildAllocator("tiny-gateway", 0, Long.MAX_VALUE);
    server =
        FlightServer.builder(allocator, Location.forGrpcInsecure("localhost", 0), new Producer())
            .executor(calls)
            .build()
            .start();
  }

  String uri() {
    return "grpc://localhost:" + server.getPort();
  }

  /** Lets slow and hanging streams go on. */
  void release() {
    released.countDown();
  }

  /** Ends all connections at once, as a crash does. */
  void kill() throws InterruptedException {
    if (!killed) {
      killed = true;
      server.close();
    }
  }

  @Override
  public void close() {
    release();
    AutoCloseables.closeNoChecked(this::kill);
    calls.shutdownNow();
    AutoCloseables.closeNoChecked(() -> calls.awaitTermination(30, TimeUnit.SECONDS));
    for (Thread worker : workers) {
      worker.interrupt();
      AutoCloseables.closeNoChecked(worker::join);
    }
    allocator.close();
  }

  private final class Producer extends NoOpFlightProducer {
    @Override
    public Runnable acceptPut(
        CallContext context, FlightStream stream, StreamListener<PutResult> acks) {
      return () -> {
        try {
          take(stream, acks);
        } catch (IOException | InterruptedException e) {
          acks.onError(e);
        } catch (RuntimeException e) {
          ends.add("cancelled");
          acks.onError(e);
        }
      };
    }

    private void take(FlightStream stream, StreamListener<PutResult> acks)
        throws IOException, InterruptedException {
      JsonNode command = Json.parse(stream.getDescriptor().getCommand());
      commands.add(command);
      String name = command.path("stream_name").asText();
      if (name.equals(SLOW)) {
        released.await();
      }
      long batches = 0;
      long count = 0;
      while (stream.next()) {
        if (name.equals(REFUSED)) {
          acks.onError(refusal(true));
          return;
        }
        VectorSchemaRoot root = stream.getRoot();
        List<String> kept = rows.computeIfAbsent(name, key -> new CopyOnWriteArrayList<>());
        if (!name.equals(SLOW)) {
          for (int row = 0; row < root.getRowCount(); row++) {
            kept.add(rowText(root, row));
          }
        }
        count += root.getRowCount();
        messages.incrementAndGet();
        largestMessageRows.accumulateAndGet(root.getRowCount(), Math::max);
        if (command.path("ack").asText().equals("batch")) {
          answer(
              acks, Json.object().put("ack_up_to_offset", batches).put("ack_up_to_records", count));
        }
        batches++;
      }
      if (name.equals(HANGS)) {
        commands.add(Json.object());
        released.await();
      }
      if (!name.equals(SPEECHLESS)) {
        ObjectNode receipt = Json.object().put("status", "success").put("stream", name);
        receipt.set("table", Json.texts(List.of("duckdb", "main", name)));
        receipt.put("storage_backend", "duckdb").put("rows_processed", count);
        answer(acks, receipt.put("bytes", 10).put("version", 7).put("duration_ms", 1.5));
      }
      acks.onCompleted();
    }

    private void answer(StreamListener<PutResult> acks, JsonNode json) {
      byte[] bytes = Json.bytes(json);
      ArrowBuf buffer = allocator.buffer(bytes.length);
      buffer.writeBytes(bytes);
      try (PutResult result = PutResult.metadata(buffer)) {
        acks.onNext(result);
      }
    }

    @Override
    public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
      Thread worker = new Thread(() -> produce(ticket, listener));
      worker.setDaemon(true);
      workers.add(worker);
      worker.start();
    }

    private void produce(Ticket ticket, ServerStreamListener listener) {
      CountDownLatch changed = new CountDownLatch(1);
      listener.setOnCancelHandler(changed::countDown);
      try (VectorSchemaRoot root = VectorSchemaRoot.create(TestData.SCHEMA, allocator)) {
        JsonNode command = Json.parse(ticket.getBytes());
        commands.add(command);
        if (busy.getAndDecrement() > 0) {
          listener.error(
              CallStatus.UNAVAILABLE.withDescription("not yet listening").toRuntimeException());
          return;
        }
        switch (command.path("sql").asText()) {
          case "refused" -> listener.error(refusal(true));
          case "refused in text" -> listener.error(refusal(false));
          case "foreign" ->
              listener.error(CallStatus.NOT_FOUND.withDescription("no").toRuntimeException());
          case "empty" -> {
            listener.start(root);
            listener.completed();
          }
          case "no schema" -> listener.completed();
          case "endless" -> {
            listener.start(root);
            TestData.fill(root, 0, 10);
            listener.putNext();
            changed.await();
            ends.add("cancelled");
          }
          case "fails late" -> {
            listener.start(root);
            TestData.fill(root, 0, 10);
            listener.putNext();
            listener.error(refusal(true));
          }
          default -> {
            listener.start(root);
            for (int batch = 0; batch < 3; batch++) {
              TestData.fill(root, batch * 10, 10);
              listener.putNext();
            }
            listener.completed();
          }
        }
      } catch (IOException | InterruptedException e) {
        listener.error(e);
      }
    }

    @Override
    public FlightInfo getFlightInfo(CallContext context, FlightDescriptor descriptor) {
      return new FlightInfo(TestData.SCHEMA, descriptor, List.of(), -1, -1);
    }

    @Override
    public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
      String answer =
          switch (action.getType()) {
            case "tables" ->
                "{\"tables\": [{\"path\": [\"duckdb\", \"main\", \"trades\"], \"rows\": 5,"
                    + " \"version\": 3}]}";
            case "table.describe" ->
                "{\"path\": [\"duckdb\", \"main\", \"trades\"], \"rows\": 5, \"version\": 3,"
                    + " \"fields\": [{\"name\": \"id\", \"type\": \"int64\", \"nullable\": false}]}";
            case "stream.status" ->
                "{\"epoch\": 2, \"ack_up_to_offset\": 41, \"ack_up_to_records\": 4200, \"table\":"
                    + " [\"duckdb\", \"main\", \"trades\"], \"version\": 9}";
            case "health" -> "{\"status\": \"SERVING\"}";
            case "version" -> "{\"version\": \"0.1.0\"}";
            default -> "";
          };
      if (answer.isEmpty()) {
        listener.onError(refusal(true));
        return;
      }
      listener.onNext(new Result(answer.getBytes(StandardCharsets.UTF_8)));
      listener.onCompleted();
    }
  }

  private static RuntimeException refusal(boolean withHeader) {
    CallStatus status =
        CallStatus.INVALID_ARGUMENT.withDescription(
            "SCHEMA_MISMATCH: The column 'x' is missing. (id 1a2b3c4d)");
    if (withHeader) {
      ErrorFlightMetadata metadata = new ErrorFlightMetadata();
      metadata.insert(
          "vane-error",
          "{\"code\": \"SCHEMA_MISMATCH\", \"number\": 1202, \"message\": \"The column 'x' is"
              + " missing.\", \"id\": \"1a2b3c4d\", \"retryable\": true, \"retry_after_ms\": 1}");
      status = status.withMetadata(metadata);
    }
    return status.toRuntimeException();
  }

  private static String rowText(VectorSchemaRoot root, int row) {
    StringBuilder text = new StringBuilder();
    Iterator<FieldVector> vectors = root.getFieldVectors().iterator();
    while (vectors.hasNext()) {
      text.append(vectors.next().getObject(row)).append(vectors.hasNext() ? "," : "");
    }
    return text.toString();
  }
}

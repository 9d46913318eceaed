package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.util.AutoCloseables;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A connection to a gateway. One is enough for many calls, also at once: the client is thread-safe,
 * the streams that it opens are not.
 *
 * <pre>{@code
 * try (VaneClient client = VaneClient.connect("grpc://localhost:8889")) {
 *   PutReceipt receipt = client.put(PutCommand.stream("trades"), reader);
 *   try (BatchStream answer = client.sql("SELECT region, sum(pnl) FROM trades GROUP BY region")) {
 *     while (answer.next()) {
 *       System.out.println(answer.root().contentToTSVString());
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Calls throw {@link VaneClientException}. Closing the client closes the streams that are still
 * open, so their roots must not be read after it.
 */
public final class VaneClient implements AutoCloseable {
  private final Optional<RootAllocator> ownRoot;
  private final BufferAllocator allocator;
  private final ManagedChannel channel;
  private final FlightClient flight;
  private final Failures failures;
  private final Deadlines deadlines;
  private final Actions actions;
  private final Retries retries;
  private final OpenStreams open = new OpenStreams();

  VaneClient(VaneClientBuilder settings) {
    ownRoot =
        settings.allocator().isPresent() ? Optional.empty() : Optional.of(new RootAllocator());
    BufferAllocator parent = settings.allocator().or(() -> ownRoot).orElseThrow();
    allocator = parent.newChildAllocator("vane-client", 0, Long.MAX_VALUE);
    channel = settings.openChannel();
    flight = FlightGrpcUtils.createFlightClient(allocator, channel);
    failures = new Failures(settings.server());
    deadlines = new Deadlines(settings.callDeadline(), settings.streamDeadline());
    actions = new Actions(flight, failures, deadlines);
    retries = settings.retries();
  }

  /** Starts a client for an address such as {@code grpc://localhost:8889}. */
  public static VaneClientBuilder builder(String server) {
    return new VaneClientBuilder(URI.create(server));
  }

  /** A client with the default settings. */
  public static VaneClient connect(String server) {
    return builder(server).build();
  }

  /**
   * Writes all batches of a reader and waits until they are on disk. Batches larger than a message
   * should be are sent in pieces, and dictionary columns as values. The reader stays the caller's.
   *
   * @throws IOException if the reader fails; the write is given up
   */
  public PutReceipt put(PutCommand command, ArrowReader reader) throws IOException {
    try (PlainBatches batches = new PlainBatches(reader);
        VectorSchemaRoot wire =
            VectorSchemaRoot.create(batches.schema(), batches.allocator(allocator));
        PutStream put = startPut(command, wire)) {
      BatchSlices slices = new BatchSlices(wire, BatchSlices.TARGET_BYTES);
      while (batches.next()) {
        slices.send(batches.batch(), put::putNext);
      }
      return put.finish();
    }
  }

  /**
   * Writes all batches of a stream of Arrow's C interface and waits until they are on disk. The
   * stream is used up; its structure stays the caller's to close.
   *
   * @throws IOException if the stream fails; the write is given up
   */
  public PutReceipt put(PutCommand command, ArrowArrayStream stream) throws IOException {
    try (ArrowReader reader = Data.importArrayStream(allocator, stream)) {
      return put(command, reader);
    }
  }

  /** Writes a row for each object and waits until all are on disk. */
  public <T> PutReceipt put(
      PutCommand command, RecordMapper<T> mapper, Iterable<? extends T> objects) {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(mapper.schema(), allocator);
        PutStream put = startPut(command, root)) {
      RecordBatches.send(mapper, objects.iterator(), root, put::putNext);
      return put.finish();
    }
  }

  /** Opens a write whose batches the caller fills into the root, one after another. */
  public PutStream startPut(PutCommand command, VectorSchemaRoot root) {
    return startPut(command, root, ack -> {});
  }

  /**
   * Opens a write whose batches the caller fills into the root, one after another. A root with
   * dictionary columns is refused: see {@link #put}.
   *
   * @param onAck called for each acknowledgement as it arrives, on a thread of the connection, so
   *     it must return soon
   */
  public PutStream startPut(PutCommand command, VectorSchemaRoot root, Consumer<PutAck> onAck) {
    open.checkOpen();
    PlainBatches.requirePlain(root.getSchema());
    ReadySignal signal = new ReadySignal();
    PutResponses responses = new PutResponses(signal, onAck);
    FlightDescriptor descriptor = FlightDescriptor.command(Json.bytes(command.toJson()));
    ClientStreamListener call =
        signal.started(
            () ->
                flight.startPut(
                    descriptor,
                    root,
                    new MapDictionaryProvider(),
                    responses,
                    deadlines.ofStream()));
    return open.add(new PutStream(allocator, call, responses, signal, failures, open));
  }

  /**
   * Opens a writer that numbers its batches and survives the loss of the connection.
   *
   * @param schema of all batches, without dictionaries
   */
  public ResumableWriter startResumable(PutCommand command, Producer producer, Schema schema) {
    return startResumable(command, producer, schema, ResumeOptions.DEFAULT, progress -> {});
  }

  /**
   * Opens a writer that numbers its batches and survives the loss of the connection.
   *
   * @param onProgress called at each acknowledgement, on a thread of the connection, so it must
   *     return soon
   */
  public ResumableWriter startResumable(
      PutCommand command,
      Producer producer,
      Schema schema,
      ResumeOptions options,
      Consumer<WriteProgress> onProgress) {
    open.checkOpen();
    return new ResumableWriter(this, command, producer, schema, options, allocator, onProgress);
  }

  /**
   * Writes all batches of a reader from where the gateway has them, and waits until they are on
   * disk. The reader begins at its source's beginning and gives the same batches as it did before
   * the program, the connection or the gateway was lost; what is on disk is passed over.
   *
   * @param producer who writes this source, and nothing else
   * @param onProgress called at each acknowledgement, on a thread of the connection, so it must
   *     return soon
   * @throws IOException if the reader fails; what was acknowledged stays
   * @throws VaneClientException with the code {@code OFFSET_REUSED} if the source has changed where
   *     it is to be continued
   */
  public ResumedPut putResumable(
      PutCommand command,
      Producer producer,
      ArrowReader reader,
      ResumeOptions options,
      Consumer<WriteProgress> onProgress)
      throws IOException {
    open.checkOpen();
    return new ResumablePut(this, command, producer, options, allocator, onProgress).put(reader);
  }

  /**
   * Asks by a command of the gateway: a pivot if it has {@code measures}, SQL if it has {@code
   * sql}, otherwise a scan. Returns when the first batch is there.
   */
  public BatchStream query(JsonNode command) {
    return retries.call(() -> ask(command));
  }

  private BatchStream ask(JsonNode command) {
    open.checkOpen();
    try {
      return open.add(
          BatchStream.open(
              flight.getStream(new Ticket(Json.bytes(command)), deadlines.ofStream()),
              failures,
              open));
    } catch (RuntimeException e) {
      throw failures.translate(e);
    }
  }

  /** Asks by a command that is JSON text. */
  public BatchStream query(String command) {
    return query(Json.command(command));
  }

  /** Asks a pivot question. */
  public BatchStream pivot(PivotSpec question) {
    return query(question.toJson());
  }

  /** Asks a pivot question; see the gateway's documentation of the spec. */
  public BatchStream pivot(JsonNode spec) {
    return query(spec);
  }

  /**
   * Runs one read-only statement. Its parameters, {@code ?}, are texts, numbers, booleans or null.
   */
  public BatchStream sql(String statement, Object... parameters) {
    ObjectNode command = Json.object().put("sql", statement);
    if (parameters.length > 0) {
      ArrayNode values = command.putArray("parameters");
      for (Object parameter : parameters) {
        values.add(Json.value(parameter));
      }
    }
    return query(command);
  }

  /** Asks for the rows behind a cell of a pivot. */
  public BatchStream drill(DrillSpec cell) {
    return query(cell.toJson());
  }

  /**
   * Reads columns of a table.
   *
   * @param table one to three elements: name; backend, name; or backend, schema, name
   * @param columns the columns, in the order wanted; none for all
   */
  public BatchStream scan(List<String> table, String... columns) {
    ObjectNode command = Json.object();
    command.set("table", Json.path(table));
    if (columns.length > 0) {
      command.set("columns", Json.texts(List.of(columns)));
    }
    return query(command);
  }

  /** The schema that {@link #query} would answer with, without asking for the rows. */
  public Schema schema(JsonNode command) {
    open.checkOpen();
    try {
      return flight
          .getInfo(FlightDescriptor.command(Json.bytes(command)), deadlines.ofCall())
          .getSchemaOptional()
          .orElseThrow(
              () ->
                  VaneClientException.ofClient(
                      VaneClientException.PROTOCOL, "The server told no schema.", null));
    } catch (RuntimeException e) {
      throw failures.translate(e);
    }
  }

  /** All tables. */
  public List<TableInfo> tables() {
    List<TableInfo> tables = new ArrayList<>();
    read("tables", Json.object()).path("tables").forEach(t -> tables.add(TableInfo.parse(t)));
    return tables;
  }

  /** One table and its columns. */
  public TableDescription describe(Collection<String> table) {
    ObjectNode body = Json.object();
    body.set("table", Json.path(table));
    return TableDescription.parse(read("table.describe", body));
  }

  /** How far a producer's stream is durable: where to go on after a restart. */
  public StreamStatus streamStatus(String streamName, String producerId) {
    ObjectNode body = Json.object().put("stream_name", streamName);
    body.putObject("producer").put("id", producerId);
    return StreamStatus.parse(read("stream.status", body));
  }

  /**
   * Connects at the next call even if that failed before. Otherwise a lost connection is tried
   * again only after a pause that grows to minutes, and calls fail at once meanwhile.
   */
  public void reconnectAtOnce() {
    channel.resetConnectBackoff();
  }

  /** The gateway's word on its health, such as {@code SERVING}. */
  public String health() {
    return read("health", Json.object()).path("status").asText();
  }

  /** What the gateway says of its version. */
  public JsonNode version() {
    return read("version", Json.object());
  }

  /** Calls an action that changes nothing, so that it may be called again. */
  private JsonNode read(String type, JsonNode body) {
    return retries.call(() -> action(type, body));
  }

  /** Calls any action that takes JSON and answers with it. */
  public JsonNode action(String type, JsonNode body) {
    open.checkOpen();
    return actions.call(type, body);
  }

  /**
   * Calls an action that may take long, such as {@code delta.optimize}: there is no time limit but
   * that of streams.
   *
   * @param progress is told how far it is, with {@code {"step", "done", "total"}}, by this thread
   */
  public JsonNode action(String type, ObjectNode body, Consumer<JsonNode> progress) {
    open.checkOpen();
    return actions.watch(type, body.deepCopy().put("progress", true), progress);
  }

  /** Gives up what is still open and ends the connection. Closing again does nothing. */
  @Override
  public void close() {
    if (!open.closeAll()) {
      return;
    }
    channel.shutdownNow();
    List<AutoCloseable> parts = new ArrayList<>(List.of(flight, allocator));
    ownRoot.ifPresent(parts::add);
    AutoCloseables.closeNoChecked(() -> AutoCloseables.close(parts));
  }
}

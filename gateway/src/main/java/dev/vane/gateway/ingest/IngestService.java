package dev.vane.gateway.ingest;

import dev.vane.config.LimitsConfiguration;
import dev.vane.config.VaneConfiguration;
import dev.vane.gateway.apply.TableAppliers;
import dev.vane.gateway.catalog.Backends;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.memory.MemoryLedger;
import dev.vane.gateway.memory.StreamAccount;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.gateway.producer.ProducerStates;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.arrow.vector.types.pojo.Schema;

/** Opens streams within the limits. Safe for many threads. */
public final class IngestService {
  private static final Duration PLACE_FREE = Duration.ofSeconds(2);

  private final LimitsConfiguration limits;
  private final StreamTargets targets;
  private final CatalogService catalog;
  private final QueryEngine engine;
  private final MemoryLedger memory;
  private final GatewayMetrics metrics;
  private final Backends backends;
  private final ProducerStates producers;
  private final SessionOpener sessions;
  private final ReplacedRows replaced;
  private final BooleanSupplier ready;
  private final Semaphore places;
  private final Map<String, StreamStatus> streams = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();

  private IngestService(
      LimitsConfiguration limits,
      StreamTargets targets,
      CatalogService catalog,
      QueryEngine engine,
      Backends backends,
      MemoryLedger memory,
      IngestContext context,
      BooleanSupplier ready) {
    this.limits = limits;
    this.targets = targets;
    this.catalog = catalog;
    this.engine = engine;
    this.backends = backends;
    this.memory = memory;
    this.metrics = context.metrics();
    this.producers = context.producers();
    this.sessions = new SessionOpener(context);
    this.replaced = new ReplacedRows(engine, limits.filterDepth());
    this.ready = ready;
    this.places = new Semaphore(limits.streams());
  }

  /**
   * The service over the open backends.
   *
   * @param memory where what streams hold is counted
   */
  public static IngestService create(
      VaneConfiguration configuration,
      Backends backends,
      CatalogService catalog,
      QueryEngine engine,
      MemoryLedger memory,
      TableAppliers appliers,
      ProducerStates producers,
      GatewayMetrics metrics,
      BooleanSupplier ready) {
    return new IngestService(
        configuration.limits(),
        new StreamTargets(configuration, backends, catalog),
        catalog,
        engine,
        backends,
        memory,
        new IngestContext(
            metrics,
            appliers,
            producers,
            configuration.limits().replayWindow(),
            configuration.limits().holdBack(),
            configuration.limits().queryTime()),
        ready);
  }

  /**
   * Parses the JSON command of a descriptor.
   *
   * @throws VaneException with the path of what is wrong and the nearest valid name
   */
  public IngestCommand parse(byte[] json) {
    return IngestCommandParser.parse(json, limits.commandSize());
  }

  /** Opens a stream that is acknowledged at its end, or whose acknowledgements nobody hears. */
  public IngestSession open(IngestCommand command, Schema schema) {
    return open(command, schema, AckListener.NONE);
  }

  /** Opens a stream of a tenant whose messages are counted nowhere else. */
  public IngestSession open(IngestCommand command, Schema schema, AckListener acks) {
    return open(command, schema, acks, memory.open(MemoryLedger.ANONYMOUS));
  }

  /** Where what streams hold is counted. */
  public MemoryLedger memory() {
    return memory;
  }

  /**
   * Opens a stream: resolves its configuration and its table, and checks everything that can be
   * checked before the first row. The caller closes the session, whatever becomes of it.
   *
   * @param acks hears of each batch that is on disk, where the command asks for that
   * @param account where what the stream holds is counted; closed with the session, or when the
   *     stream is refused
   * @throws VaneException when the stream is refused; nothing is then left open
   */
  public IngestSession open(
      IngestCommand command, Schema schema, AckListener acks, StreamAccount account) {
    boolean opened = false;
    try {
      IngestSession session = openWithin(command, schema, acks, account);
      opened = true;
      return session;
    } finally {
      if (!opened) {
        account.close();
      }
    }
  }

  private IngestSession openWithin(
      IngestCommand command, Schema schema, AckListener acks, StreamAccount account) {
    if (!ready.getAsBoolean()) {
      throw new VaneException(
          ErrorCode.SHUTTING_DOWN, "The gateway is stopping; send the stream to it again later.");
    }
    admitName(Names.require("stream", command.stream()));
    requireColumns(schema);
    account.awaitRoom(() -> {});
    if (!places.tryAcquire()) {
      throw new VaneException(
              ErrorCode.LIMIT_STREAMS,
              "%d streams are open, as many as limits.streams allows. Try again when one has ended."
                  .formatted(limits.streams()))
          .retryAfter(PLACE_FREE);
    }
    boolean opened = false;
    try {
      StreamTarget target = replaced.in(command, targets.resolve(command));
      requireTables(target);
      requireMergedColumns(target, schema);
      IngestSession session = sessions.open(command, target, schema, acks, account, this);
      open.incrementAndGet();
      streams.merge(
          command.stream(), StreamStatus.UNKNOWN.opened(), (known, one) -> known.opened());
      metrics.streamOpened(command.stream());
      opened = true;
      return session;
    } finally {
      if (!opened) {
        places.release();
      }
    }
  }

  /** Streams open now. */
  public int openStreams() {
    return open.get();
  }

  /** What is known of a stream; of one never seen, nothing. */
  public StreamStatus status(String stream) {
    return streams.getOrDefault(stream, StreamStatus.UNKNOWN);
  }

  /** How far a producer of a stream is durable, also after a restart. */
  public ProducerStatus status(String stream, String producer) {
    return ProducerStatus.of(ProducerKey.producer(stream, producer), producers, backends);
  }

  void committed(IngestReceipt receipt) {
    acknowledged(receipt.stream(), receipt.table(), receipt.rows(), receipt.version());
  }

  void acknowledged(String stream, TableId table, long rows, OptionalLong version) {
    streams.computeIfPresent(stream, (name, status) -> status.committed(table, rows, version));
  }

  /** The table's version now; empty while rows are hot, that no version has. */
  OptionalLong version(StreamTarget target) {
    try (ReadSession session = engine.openSession()) {
      return target
          .storage()
          .snapshot(target.table(), AsOf.LATEST, session)
          .filter(snapshot -> snapshot.hotRows() == 0)
          .map(snapshot -> OptionalLong.of(snapshot.version()))
          .orElse(OptionalLong.empty());
    }
  }

  void closed(String stream) {
    open.decrementAndGet();
    streams.computeIfPresent(stream, (name, status) -> status.closed());
    places.release();
  }

  private void admitName(String stream) {
    if (streams.size() >= limits.streamNames() && !streams.containsKey(stream)) {
      throw new VaneException(
          ErrorCode.LIMIT_STREAM_NAMES,
          "%d streams are known, as many as limits.stream_names allows: each is a label of the metrics. Use one of them, or raise the limit."
              .formatted(limits.streamNames()));
    }
  }

  private void requireColumns(Schema schema) {
    requireColumns("The schema has", schema.getFields().size());
  }

  /** A stream that merges may widen its table beyond the limit without having that many itself. */
  private void requireMergedColumns(StreamTarget target, Schema schema) {
    if (target.options().schemaMode() != SchemaMode.MERGE
        || target.options().mode() != WriteMode.APPEND) {
      return;
    }
    Set<String> columns = new HashSet<>();
    schema.getFields().forEach(field -> columns.add(field.getName()));
    try (ReadSession session = engine.openSession()) {
      target
          .storage()
          .snapshot(target.table(), AsOf.LATEST, session)
          .ifPresent(
              table -> table.schema().getFields().forEach(field -> columns.add(field.getName())));
    }
    requireColumns("With the stream's the table would have", columns.size());
  }

  private void requireColumns(String what, int count) {
    if (count > limits.columns()) {
      throw new VaneException(
          ErrorCode.LIMIT_COLUMNS,
          "%s %,d columns, and limits.columns allows %,d. Send fewer columns, or raise the limit."
              .formatted(what, count, limits.columns()));
    }
  }

  /** Tables are counted only where the stream would make one more. */
  private void requireTables(StreamTarget target) {
    if (target.storage().find(target.table()).isPresent()) {
      return;
    }
    int count = catalog.tables().size();
    if (count >= limits.tables()) {
      throw new VaneException(
          ErrorCode.LIMIT_TABLES,
          "There are %,d tables, and limits.tables allows %,d. Use one of them, or raise the limit."
              .formatted(count, limits.tables()));
    }
  }
}

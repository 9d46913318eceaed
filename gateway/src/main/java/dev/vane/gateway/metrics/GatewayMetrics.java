package dev.vane.gateway.metrics;

import dev.vane.spi.ErrorCode;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.Info;
import io.prometheus.client.hotspot.DefaultExports;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The gateway's metrics, in a registry of its own, each name beginning with a configured prefix.
 * "Received" counts what came in from the network, "durable" what a commit made safe; the
 * difference is in flight or was refused. A stream becomes a label value once it exists, and the
 * number of streams is limited. Safe for many threads.
 */
public final class GatewayMetrics {
  private static final double[] SECONDS = {
    .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300
  };

  private static final String COMMITTED = "committed";
  private static final String FAILED = "failed";

  /** A pivot found its cube. */
  public static final String HIT = "hit";

  /** A pivot had its cube computed. */
  public static final String MISS = "miss";

  /** A pivot waited for a cube that was being computed. */
  public static final String JOINED = "joined";

  private final CollectorRegistry registry = new CollectorRegistry();
  private final String prefix;

  private final Counter rowsProcessed;
  private final Histogram ingestLatency;
  private final Gauge activeConnections;
  private final Counter rowsReceived;
  private final Counter bytesReceived;
  private final Counter bytesDurable;
  private final Histogram commitLatency;
  private final Histogram ackLatency;
  private final Histogram logSync;
  private final Counter logEntries;
  private final Histogram applyLatency;
  private final Counter rowsApplied;
  private final Counter rowsChanged;
  private final Gauge changesRunning;
  private final Counter applyFailures;
  private final Counter batchesAcknowledged;
  private final Counter batchesReplayed;
  private final Counter heldBack;
  private final Counter clientPaused;
  private final Gauge streamsOpen;
  private final Counter streamsEnded;
  private final Gauge queriesRunning;
  private final Gauge queriesQueued;
  private final Histogram queryTime;
  private final Counter queryRows;
  private final Counter cubeLookups;
  private final Counter cubeEvictions;
  private final Counter filesRead;
  private final Counter filesSkipped;
  private final Counter cubeSpills;
  private final Counter hotMoves;
  private final Counter hotRowsMoved;
  private final Histogram hotMoveTime;
  private final Counter errors;
  private final Gauge limit;

  /** Registers everything; the version stands in {@code build_info}. */
  public GatewayMetrics(String prefix, String version) {
    this.prefix = prefix;
    rowsProcessed = counter("rows_processed_total", "Rows made durable, by stream.", "stream");
    ingestLatency =
        histogram(
            "ingest_latency_seconds", "From the opening of a stream to its receipt.", "stream");
    activeConnections = gauge("active_connections", "Calls being served, by protocol.", "protocol");
    rowsReceived = counter("rows_received_total", "Rows taken from clients.", "backend");
    bytesReceived = counter("bytes_received_total", "Arrow bytes taken from clients.", "backend");
    bytesDurable = counter("bytes_durable_total", "Arrow bytes made durable.", "backend");
    commitLatency =
        histogram("commit_latency_seconds", "The storage commit of a stream.", "backend");
    ackLatency =
        histogram("ack_latency_seconds", "From a stream's last batch to its receipt.", "backend");
    logSync = histogram("log_sync_seconds", "One sync of the log.");
    logEntries = counter("log_entries_total", "Entries that a sync of the log made durable.");
    applyLatency =
        histogram("apply_seconds", "One transaction that puts batches into a table.", "backend");
    changesRunning = gauge("changes_running", "Statements that remove or update rows.");
    rowsChanged =
        counter(
            "rows_changed_total", "Rows removed or updated by statements.", "backend", "change");
    rowsApplied =
        counter("rows_applied_total", "Acknowledged rows put into their tables.", "backend");
    applyFailures = counter("apply_failures_total", "Such transactions that failed.", "backend");
    batchesAcknowledged =
        counter("batches_acknowledged_total", "Batches acknowledged one by one.", "stream");
    batchesReplayed =
        counter(
            "batches_replayed_total", "Batches that were sent again and not applied.", "stream");
    heldBack =
        counter(
            "ingest_held_back_seconds_total",
            "Time that senders of batches waited for room in the gateway.",
            "stream");
    clientPaused =
        counter(
            "ingest_client_paused_seconds_total",
            "Time that clients could send nothing, because their messages waited in the gateway.",
            "stream");
    streamsOpen = gauge("streams_open", "Streams being received.");
    streamsEnded = counter("streams_ended_total", "Streams that ended, by outcome.", "outcome");
    queriesRunning = gauge("queries_running", "Queries being answered.");
    queriesQueued = gauge("queries_queued", "Queries that wait for their turn.");
    queryTime = histogram("query_seconds", "From a query's start to its end, by kind.", "kind");
    queryRows = counter("query_rows_total", "Rows sent in answers, by kind.", "kind");
    cubeLookups =
        counter(
            "pivot_cube_lookups_total",
            "Pivots by how they came to their cube: kept, computed, or being computed already.",
            "outcome");
    cubeEvictions =
        counter("pivot_cube_evictions_total", "Kept cubes that were dropped to make room.");
    filesRead = counter("scan_files_read_total", "Data files that scans had to read.", "backend");
    filesSkipped =
        counter(
            "scan_files_skipped_total",
            "Data files that scans left out by partition values and statistics.",
            "backend");
    cubeSpills = counter("pivot_cube_spills_total", "Kept cubes that left memory for a file.");
    hotMoves =
        counter(
            "hot_moves_total",
            "Moves of hot rows into the files of their table, by outcome.",
            "outcome");
    hotRowsMoved = counter("hot_rows_moved_total", "Rows that were moved so.");
    hotMoveTime = histogram("hot_move_seconds", "One such move that succeeded.");
    errors = counter("errors_total", "Errors sent to clients, by code.", "code");
    limit = gauge("limit", "The configured limits.", "limit");
    Info.build(prefix + "_build", "What is running.")
        .register(registry)
        .info("version", version, "java", Runtime.version().toString());
    DefaultExports.register(registry);
    startAtZero();
  }

  /**
   * A series that appears with its first event shows no increase then, and no alert on it fires.
   */
  private void startAtZero() {
    for (ErrorCode code : ErrorCode.values()) {
      errors.labels(code.name());
    }
    for (String outcome : List.of(COMMITTED, FAILED)) {
      streamsEnded.labels(outcome);
      hotMoves.labels(outcome);
    }
    for (String outcome : List.of(HIT, MISS, JOINED)) {
      cubeLookups.labels(outcome);
    }
  }

  /** For exposition. */
  public CollectorRegistry registry() {
    return registry;
  }

  /** A statement began to remove or update rows. */
  public void changeStarted() {
    changesRunning.inc();
  }

  /** It ended. */
  public void changeEnded() {
    changesRunning.dec();
  }

  /** A statement removed ("delete") or updated ("update") rows. */
  public void rowsChanged(String backend, String change, long rows) {
    rowsChanged.labels(backend, change).inc((double) rows);
  }

  /** A call of a protocol ("flight", "http") began. */
  public void connectionOpened(String protocol) {
    activeConnections.labels(protocol).inc();
  }

  /** A scan was planned over so many data files, and left out so many others. */
  public void scanned(String backend, long read, long skipped) {
    filesRead.labels(backend).inc((double) read);
    filesSkipped.labels(backend).inc((double) skipped);
  }

  /** It ended. */
  public void connectionClosed(String protocol) {
    activeConnections.labels(protocol).dec();
  }

  /** An error was sent to a client. */
  public void error(ErrorCode code) {
    errors.labels(code.name()).inc();
  }

  /** Makes a configured limit visible, in bytes or as a count. */
  public void limit(String name, long value) {
    limit.labels(name).set((double) value);
  }

  /** Makes a configured limit of time visible, in seconds. */
  public void limit(String name, Duration value) {
    limit.labels(name).set(seconds(value));
  }

  /** A gauge that is read when it is scraped. */
  public void observe(String name, String help, LongSupplier value) {
    new Collector() {
      @Override
      public List<MetricFamilySamples> collect() {
        return List.of(
            new io.prometheus.client.GaugeMetricFamily(
                prefix + "_" + name, help, value.getAsLong()));
      }
    }.register(registry);
  }

  /** A stream was admitted. */
  public void streamOpened(String stream) {
    streamsOpen.inc();
    rowsProcessed.labels(stream);
  }

  /** A batch came in. */
  public void batchReceived(String backend, long rows, long bytes) {
    rowsReceived.labels(backend).inc((double) rows);
    bytesReceived.labels(backend).inc((double) bytes);
  }

  /** A stream's rows became durable. */
  public void streamCommitted(
      String stream, String backend, long rows, long bytes, Duration sinceOpen, Duration commit) {
    rowsProcessed.labels(stream).inc((double) rows);
    bytesDurable.labels(backend).inc((double) bytes);
    ingestLatency.labels(stream).observe(seconds(sinceOpen));
    commitLatency.labels(backend).observe(seconds(commit));
    ackLatency.labels(backend).observe(seconds(commit));
    streamsEnded.labels(COMMITTED).inc();
    streamsOpen.dec();
  }

  /** One sync made so many entries of the log durable. */
  public void logSynced(int entries, Duration time) {
    logEntries.inc(entries);
    logSync.observe(seconds(time));
  }

  /** Acknowledged batches went into their table. */
  public void applied(String backend, long rows, Duration time) {
    rowsApplied.labels(backend).inc((double) rows);
    applyLatency.labels(backend).observe(seconds(time));
  }

  /** They did not. */
  public void applyFailed(String backend) {
    applyFailures.labels(backend).inc();
  }

  /** A batch was acknowledged, so long after it came. */
  public void batchAcknowledged(
      String stream, String backend, long rows, long bytes, Duration sinceReceived) {
    batchesAcknowledged.labels(stream).inc();
    rowsProcessed.labels(stream).inc((double) rows);
    bytesDurable.labels(backend).inc((double) bytes);
    ackLatency.labels(backend).observe(seconds(sinceReceived));
  }

  /** A batch came again and was answered only. */
  public void batchReplayed(String stream) {
    batchesReplayed.labels(stream).inc();
  }

  /** A client could send nothing for so long. */
  public void clientPaused(String stream, Duration time) {
    clientPaused.labels(stream).inc(seconds(time));
  }

  /** A stream's own thread waited for room. */
  public void heldBack(String stream, Duration time) {
    heldBack.labels(stream).inc(seconds(time));
  }

  /** A stream that was acknowledged batch by batch, or was a repetition, ended well. */
  public void streamEnded(String stream, Duration sinceOpen) {
    ingestLatency.labels(stream).observe(seconds(sinceOpen));
    streamsEnded.labels(COMMITTED).inc();
    streamsOpen.dec();
  }

  /** A stream ended without a commit. */
  public void streamFailed() {
    streamsEnded.labels(FAILED).inc();
    streamsOpen.dec();
  }

  /** A query waits. */
  public void queryQueued() {
    queriesQueued.inc();
  }

  /** It waits no longer. */
  public void queryUnqueued() {
    queriesQueued.dec();
  }

  /** A query runs. */
  public void queryStarted() {
    queriesRunning.inc();
  }

  /** It ended, however. */
  public void queryEnded(String kind, Duration duration, long rows) {
    queriesRunning.dec();
    queryTime.labels(kind).observe(seconds(duration));
    queryRows.labels(kind).inc((double) rows);
  }

  /** A pivot came to its cube: {@link #HIT}, {@link #MISS} or {@link #JOINED}. */
  public void cubeLookup(String outcome) {
    cubeLookups.labels(outcome).inc();
  }

  /** A kept cube left memory for a file. */
  public void cubeSpilled() {
    cubeSpills.inc();
  }

  /** A kept cube was dropped to make room. */
  public void cubeEvicted() {
    cubeEvictions.inc();
  }

  /** Hot rows are in their table's files. */
  public void hotMoved(long rows, Duration time) {
    hotMoves.labels(COMMITTED).inc();
    hotRowsMoved.inc((double) rows);
    hotMoveTime.observe(seconds(time));
  }

  /** They stay hot for now. */
  public void hotMoveFailed() {
    hotMoves.labels(FAILED).inc();
  }

  private static double seconds(Duration duration) {
    return (double) duration.toNanos() / 1e9;
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.build(prefix + "_" + name, help).labelNames(labels).register(registry);
  }

  private Gauge gauge(String name, String help, String... labels) {
    return Gauge.build(prefix + "_" + name, help).labelNames(labels).register(registry);
  }

  private Histogram histogram(String name, String help, String... labels) {
    return Histogram.build(prefix + "_" + name, help)
        .labelNames(labels)
        .buckets(SECONDS)
        .register(registry);
  }
}

package dev.vane.gateway.ingest;

import dev.vane.gateway.apply.TableAppliers;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.gateway.producer.ProducerStates;
import java.time.Duration;

/**
 * What all streams share.
 *
 * @param replayWindow how many of its last batches a producer may send again
 * @param holdBack longest wait for room in the log while tables take nothing from it
 * @param patience longest wait for what is under way before the table can be changed
 */
record IngestContext(
    GatewayMetrics metrics,
    TableAppliers appliers,
    ProducerStates producers,
    long replayWindow,
    Duration holdBack,
    Duration patience) {}

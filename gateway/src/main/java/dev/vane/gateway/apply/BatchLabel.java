package dev.vane.gateway.apply;

import dev.vane.spi.BatchDigest;
import dev.vane.spi.TableId;
import java.util.Optional;

/**
 * What is known of a batch besides its rows.
 *
 * @param producer whose it is; empty where nobody numbers
 * @param offset its number; of a raised epoch without rows, the last before it
 * @param digest of its content; meaningless without a producer
 * @param records rows of the producer, or of the call, up to here
 * @param bytes Arrow bytes of its rows
 */
public record BatchLabel(
    TableId table,
    String stream,
    Optional<String> producer,
    long epoch,
    long offset,
    BatchDigest digest,
    long records,
    long bytes) {}

package dev.vane.client;

/**
 * How far a {@link ResumableWriter} is.
 *
 * @param nextOffset the number of the next batch to write
 * @param durableOffset last batch on disk; −1 for none
 * @param durableRecords the producer's rows on disk
 * @param tailBatches batches that wait for their acknowledgement
 * @param tailBytes Arrow bytes of them
 * @param reconnects how often the connection was made anew
 */
public record WriteProgress(
    long nextOffset,
    long durableOffset,
    long durableRecords,
    int tailBatches,
    long tailBytes,
    long reconnects) {}

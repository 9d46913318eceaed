package dev.vane.config;

import java.nio.file.Path;

/**
 * The Delta backend.
 *
 * @param tablePath the folder that holds the tables; relative paths are taken from the data
 *     directory
 * @param versionRetentionHours how long removed files of tables made here are kept for readers of
 *     older versions
 * @param checkpointInterval commits between two checkpoints of tables made here
 * @param logLibrary {@code kernel} or {@code standalone}
 * @param hotTier where rows that are acknowledged batch by batch wait for their files
 * @param objectStore where the tables are if not in the folder
 */
public record DeltaConfiguration(
    Path tablePath,
    int versionRetentionHours,
    int checkpointInterval,
    String logLibrary,
    HotTierConfiguration hotTier,
    ObjectStoreConfiguration objectStore) {}

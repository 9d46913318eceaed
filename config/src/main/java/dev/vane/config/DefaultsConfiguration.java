package dev.vane.config;

/**
 * What a stream takes where it says nothing itself.
 *
 * @param chunkSize rows handed to the storage at once
 * @param schemaMode {@code strict} or {@code merge}
 */
public record DefaultsConfiguration(long chunkSize, String schemaMode) {}

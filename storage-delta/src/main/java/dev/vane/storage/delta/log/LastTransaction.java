package dev.vane.storage.delta.log;

/**
 * The last identifier that an application gave a commit.
 *
 * @param version the number
 * @param updatedMillis when, since the epoch; 0 where the writer did not say
 */
public record LastTransaction(long version, long updatedMillis) {}

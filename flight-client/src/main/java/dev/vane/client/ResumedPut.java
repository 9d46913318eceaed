package dev.vane.client;

/**
 * What became of a source that was written so that it can be resumed.
 *
 * @param rowsBefore rows that were on disk before, from an earlier attempt
 * @param rows rows of the source that are on disk now, those from before included
 * @param reconnects how often the connection was made anew
 * @param receipt of the last call; its rows are those of that call alone
 */
public record ResumedPut(long rowsBefore, long rows, long reconnects, PutReceipt receipt) {}

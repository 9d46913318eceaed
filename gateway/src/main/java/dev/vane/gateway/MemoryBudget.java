package dev.vane.gateway;

/**
 * How {@code limits.memory} is shared. The engine spills and so lives well with half; Arrow data on
 * its way in or out gets a quarter; the rest is the JVM's heap, its code and its threads. The heap
 * is given when the JVM starts: the launcher gives it a quarter of the default, and a start-up
 * check warns where it is more than a quarter of what is configured.
 *
 * @param engine bytes for the query engine
 * @param arrow bytes for Arrow buffers
 * @param cubes bytes of them for kept pivot cubes, which otherwise are in files
 * @param scans bytes of them for kept answers of scans, which otherwise are read again
 */
record MemoryBudget(long engine, long arrow, long cubes, long scans) {
  static MemoryBudget of(long memory) {
    return new MemoryBudget(memory / 2, memory / 4, memory / 8, memory / 24);
  }
}

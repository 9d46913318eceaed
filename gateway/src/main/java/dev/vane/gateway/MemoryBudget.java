package dev.vane.gateway;

/**
 * How {@code limits.memory} is shared. The engine spills and so lives well with half; Arrow data on
 * its way in or out gets a quarter; the rest is the JVM's heap, its code and its threads, which the
 * launcher bounds by {@code -Xmx}.
 *
 * @param engine bytes for the query engine
 * @param arrow bytes for Arrow buffers
 */
record MemoryBudget(long engine, long arrow) {
  static MemoryBudget of(long memory) {
    return new MemoryBudget(memory / 2, memory / 4);
  }
}

package dev.vane.cli.serve;

import dev.vane.config.VaneConfiguration;

/**
 * Whether the JVM keeps to its share of {@code limits.memory}. The engine's and Arrow's shares are
 * kept by the gateway itself; the heap's can only be given when the JVM starts.
 */
final class MemoryCheck {
  private static final int HEAP_SHARE = 4;
  private static final long MEBIBYTE = 1L << 20;

  private MemoryCheck() {}

  static Finding run(VaneConfiguration configuration) {
    long heap = Runtime.getRuntime().maxMemory();
    long share = configuration.limits().memory() / HEAP_SHARE;
    String detail =
        "The JVM's heap may take %,d MiB, and a quarter of limits.memory is %,d MiB."
            .formatted(heap / MEBIBYTE, share / MEBIBYTE);
    return heap <= share
        ? Finding.ok("Memory", detail)
        : Finding.warning(
            "Memory",
            detail,
            "Set JAVA_OPTS=-Xmx%dm, or raise limits.memory.".formatted(share / MEBIBYTE));
  }
}

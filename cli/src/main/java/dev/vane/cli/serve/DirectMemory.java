package dev.vane.cli.serve;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.vane.config.VaneConfiguration;
import java.lang.management.ManagementFactory;

/**
 * The memory outside of the heap that Netty may take, for Arrow's buffers and for the network's.
 *
 * <p>Left alone, Netty takes as much as the JVM allows for direct buffers, which is the size of the
 * heap unless somebody says otherwise. A gateway with a small heap would so come to an end of it
 * while the ledger of {@code limits.memory} still gives room away, and where the network needs a
 * buffer then, a connection is lost. So Netty is told {@code limits.memory} itself, before it is
 * loaded: the ledger decides, and Netty's own limit is only there to be behind it.
 */
public final class DirectMemory {
  private static final String LIMIT = "io.netty.maxDirectMemory";

  /** With it Netty counts by itself; without it the JVM does, by its own limit. */
  private static final String OWN_COUNT = "io.netty.tryReflectionSetAccessible";

  private static final long MEBIBYTE = 1L << 20;

  private DirectMemory() {}

  /** Tells Netty its limit, if nobody has. Without effect once Netty is loaded. */
  public static void claim(VaneConfiguration configuration) {
    if (System.getProperty(LIMIT) == null) {
      System.setProperty(LIMIT, Long.toString(configuration.limits().memory()));
    }
  }

  static Finding check(VaneConfiguration configuration) {
    long memory = configuration.limits().memory();
    long needed = memory / 2;
    boolean counts = !"false".equals(System.getProperty(OWN_COUNT));
    long given = counts ? Long.getLong(LIMIT, memory) : jvmLimit();
    String detail =
        "Buffers outside of the heap may take %,d MiB; limits.memory of %,d MiB needs %,d MiB."
            .formatted(given / MEBIBYTE, memory / MEBIBYTE, needed / MEBIBYTE);
    if (given >= needed) {
      return Finding.ok("Direct memory", detail);
    }
    return Finding.problem(
        "Direct memory",
        detail,
        counts
            ? "Leave -D%s out, or lower limits.memory to %dMiB."
                .formatted(LIMIT, 2 * given / MEBIBYTE)
            : "Leave -D%s out, set -XX:MaxDirectMemorySize=%dm, or lower limits.memory to %dMiB."
                .formatted(OWN_COUNT, needed / MEBIBYTE, 2 * given / MEBIBYTE));
  }

  /** The JVM's own limit; that of the heap where it is not set. */
  private static long jvmLimit() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long set = jvm == null ? 0 : Long.parseLong(jvm.getVMOption("MaxDirectMemorySize").getValue());
    return set > 0 ? set : Runtime.getRuntime().maxMemory();
  }
}

package dev.vane.storage.delta.kernel;

import java.nio.file.Path;

/**
 * Between paths and the texts by which Kernel names files: {@code file:} and the path as it is, not
 * percent-encoded. Neither {@link Path#toUri} (encoded once too often in the log) nor a bare path
 * (absolute in the log) will do.
 */
final class KernelPaths {
  private static final String SCHEME = "file:";

  private KernelPaths() {}

  static String toKernel(Path path) {
    return SCHEME + path.toAbsolutePath().normalize();
  }

  static Path fromKernel(String text) {
    if (!text.startsWith(SCHEME)) {
      return Path.of(text);
    }
    int start = SCHEME.length();
    while (text.startsWith("//", start)) {
      start++;
    }
    return Path.of(text.substring(start));
  }
}

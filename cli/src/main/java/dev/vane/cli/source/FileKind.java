package dev.vane.cli.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** What a file holds. */
public enum FileKind {
  PARQUET,
  ARROW_FILE,
  ARROW_STREAM,
  CSV,
  TSV,
  JSON;

  /** Bytes of a file's beginning that are enough to tell. */
  static final int HEAD_BYTES = 4_096;

  private static final byte[] PARQUET_MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ARROW_MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STREAM_MAGIC = {-1, -1, -1, -1};

  /**
   * Told by the first bytes, decompressed. Only what is text is told by its name, where that says
   * that tabs divide it, and else by how it begins.
   */
  static FileKind of(byte[] head, String name) {
    if (startsWith(head, PARQUET_MAGIC)) {
      return PARQUET;
    }
    if (startsWith(head, ARROW_MAGIC)) {
      return ARROW_FILE;
    }
    if (startsWith(head, STREAM_MAGIC)) {
      return ARROW_STREAM;
    }
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst|zstd)$", "");
    if (plain.endsWith(".tsv") || plain.endsWith(".tab")) {
      return TSV;
    }
    if (plain.endsWith(".csv")) {
      return CSV;
    }
    return beginsAsJson(head) ? JSON : CSV;
  }

  /** Whether it is text, which an engine has to find the columns and types of. */
  boolean isText() {
    return this == CSV || this == TSV || this == JSON;
  }

  private static boolean beginsAsJson(byte[] head) {
    String text = new String(head, StandardCharsets.UTF_8).stripLeading();
    return text.startsWith("{") || text.startsWith("[");
  }

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }
}

package dev.vane.cli.source;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** How a whole file is compressed, told by its first bytes. */
enum Compression {
  NONE(""),
  GZIP("1f8b"),
  ZSTD("28b52ffd");

  /** The first bytes, in hexadecimal. */
  private final String magic;

  Compression(String magic) {
    this.magic = magic;
  }

  static Compression of(byte[] head) {
    return ZSTD.begins(head) ? ZSTD : GZIP.begins(head) ? GZIP : NONE;
  }

  /** The file's content, decompressed. */
  InputStream open(Path file) throws IOException {
    return open(Files.newInputStream(file));
  }

  /** The content of a stream, decompressed; closing it closes the stream. */
  InputStream open(InputStream in) throws IOException {
    return switch (this) {
      case NONE -> in;
      case GZIP -> new GZIPInputStream(in);
      case ZSTD -> new ZstdInputStream(in).setContinuous(false);
    };
  }

  /** As DuckDB's readers call it. */
  String engineName() {
    return name().toLowerCase(Locale.ROOT);
  }

  private boolean begins(byte[] head) {
    int length = magic.length() / 2;
    return head.length >= length && HexFormat.of().formatHex(head, 0, length).equals(magic);
  }
}

package dev.vane.gateway.pair;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.LogPosition;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of one stream into a pair, on disk: each batch as an Arrow stream of its own, so that
 * dictionaries may change between them. Sealed, it has a second file beside it that tells what is
 * to be committed; without that file its rows were never to be committed by anybody. Used by one
 * thread at a time.
 */
final class JournalEntry {
  private static final Logger logger = LoggerFactory.getLogger(JournalEntry.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path rows;
  private final Path seal;
  private final TableId table;
  private final String columns;
  private final WriteOptions options;
  private @Nullable FileChannel channel;
  private boolean sealed;

  /**
   * An entry that is not on disk yet.
   *
   * @param columns the stream's schema, in Arrow's JSON form
   */
  JournalEntry(Path rows, Path seal, TableId table, String columns, WriteOptions options) {
    this.rows = rows;
    this.seal = seal;
    this.table = table;
    this.columns = columns;
    this.options = options;
  }

  /** What is to be committed, in a form that JSON takes as it is. */
  record Sealed(
      String schema,
      String name,
      String columns,
      WriteMode mode,
      SchemaMode schemaMode,
      long chunkRows,
      List<String> partitionBy,
      Map<String, String> options,
      List<LedgerEntry> entries,
      String log,
      long position) {
    TableId table() {
      return new TableId(PairedStorage.NAME, schema, name);
    }

    Schema streamSchema() throws IOException {
      return Schema.fromJSON(columns);
    }

    WriteOptions writeOptions() {
      return new WriteOptions(mode, schemaMode, chunkRows, partitionBy, options);
    }

    LogPosition logPosition() {
      return new LogPosition(log, position);
    }

    CommitMarks marks() {
      return new CommitMarks(entries, Optional.of(logPosition()));
    }

    static Sealed read(Path seal) throws IOException {
      return MAPPER.readValue(Files.readAllBytes(seal), Sealed.class);
    }
  }

  /** The rows, as one Arrow stream for each batch after the other; none where there were none. */
  InputStream open() throws IOException {
    return Files.exists(rows)
        ? new BufferedInputStream(Files.newInputStream(rows), 1 << 16)
        : InputStream.nullInputStream();
  }

  void append(VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    try {
      FileChannel open = channel;
      if (open == null) {
        open = FileChannel.open(rows, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel = open;
      }
      try (ArrowStreamWriter writer =
          new ArrowStreamWriter(batch, dictionaries, new Unclosed(open))) {
        writer.start();
        writer.writeBatch();
        writer.end();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Makes the rows and what is to be done with them durable. */
  Sealed seal(CommitMarks marks, LogPosition position) {
    Sealed content =
        new Sealed(
            table.schema(),
            table.name(),
            columns,
            options.mode(),
            options.schemaMode(),
            options.chunkRows(),
            options.partitionBy(),
            options.options(),
            marks.entries(),
            position.log(),
            position.position());
    Path temporary = seal.resolveSibling(seal.getFileName() + ".new");
    try {
      if (channel != null) {
        channel.force(true);
        channel.close();
      }
      Files.write(temporary, MAPPER.writeValueAsBytes(content));
      try (FileChannel written = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(temporary, seal, StandardCopyOption.ATOMIC_MOVE);
      PairJournal.sync(seal);
      sealed = true;
      return content;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  void discardUnlessSealed() {
    if (!sealed) {
      discard();
    }
  }

  /** Removes the entry, the seal first, so that rows without it are nobody's. Never throws. */
  void discard() {
    try {
      if (channel != null) {
        channel.close();
      }
      Files.deleteIfExists(seal);
      Files.deleteIfExists(rows);
    } catch (IOException e) {
      logger.warn("The journal entry {} stays until the gateway is started again", rows, e);
    }
  }

  private VaneException failed(IOException e) {
    String reason = String.valueOf(e.getMessage());
    return reason.contains("No space left")
        ? new VaneException(
            ErrorCode.STORAGE_FULL,
            "The disk of the journal for streams into both backends is full; nothing was committed.",
            e)
        : new VaneException(
            ErrorCode.STORAGE_FAILED,
            "The journal for streams into both backends could not be written; nothing was"
                + " committed.",
            e);
  }

  /** The file goes on after each batch's stream is closed. */
  private record Unclosed(SeekableByteChannel channel)
      implements java.nio.channels.WritableByteChannel {
    @Override
    public int write(java.nio.ByteBuffer source) throws IOException {
      return channel.write(source);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() {}
  }
}

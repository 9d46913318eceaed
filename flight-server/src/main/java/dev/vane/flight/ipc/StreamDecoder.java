package dev.vane.flight.ipc;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.util.AutoCloseables;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.MetadataVersion;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.DictionaryUtility;
import org.apache.arrow.vector.validate.MetadataV4UnionChecker;
import org.jspecify.annotations.Nullable;

/**
 * Turns the messages of one stream into batches. Nothing a client can put into a message leaves
 * here as anything but a {@link VaneException} about the message, and no buffer of a refused one
 * stays behind. Used by one thread.
 */
public final class StreamDecoder implements AutoCloseable {
  /** What a message brought. */
  public enum Content {
    /** Nothing to act on: metadata, or a dictionary, which later batches use. */
    NOTHING,
    /** The schema, once, before everything else. */
    SCHEMA,
    /** Rows, in {@link #batch}. */
    BATCH
  }

  private final BufferAllocator allocator;
  private final BatchLoader loader;
  private final MapDictionaryProvider dictionaries = new MapDictionaryProvider();
  private @Nullable Schema schema;
  private @Nullable VectorSchemaRoot root;
  private short version;
  private long batches;

  /**
   * @param messageSize most bytes of a batch, decompressed
   */
  public StreamDecoder(BufferAllocator allocator, long messageSize) {
    this.allocator = allocator;
    this.loader = new BatchLoader(allocator, messageSize);
  }

  /**
   * Reads a message, which stays the caller's.
   *
   * @throws VaneException IPC_INVALID, IPC_TRUNCATED, SCHEMA_INVALID, TYPE_UNSUPPORTED,
   *     LIMIT_MESSAGE_SIZE or LIMIT_MEMORY
   */
  public Content accept(FlightMessage message) {
    if (message.failure() != null) {
      throw message.failure();
    }
    ByteBuffer header = message.header();
    if (header == null || !header.hasRemaining()) {
      return Content.NOTHING;
    }
    try {
      return read(header, message.body() == null ? allocator.getEmpty() : message.body());
    } catch (VaneException e) {
      throw e;
    } catch (OutOfMemoryException | OutOfMemoryError e) {
      throw IpcErrors.outOfMemory(e);
    } catch (RuntimeException | IOException | StackOverflowError e) {
      // The readers of flatbuffers answer damage with whatever exception comes first.
      throw new VaneException(
          ErrorCode.IPC_INVALID,
          "%s is damaged and cannot be read as Arrow IPC. Write the stream with an Arrow library, and do not change its bytes on the way."
              .formatted(schema == null ? "The schema" : "Batch " + batches),
          e);
    }
  }

  /**
   * The schema as the client declared it: a dictionary-encoded field has the type of its values.
   */
  public Schema schema() {
    if (schema == null) {
      throw new IllegalStateException("No schema was read");
    }
    return schema;
  }

  /** The rows of the last message; refilled by the next. */
  public VectorSchemaRoot batch() {
    if (root == null) {
      throw new IllegalStateException("No schema was read");
    }
    return root;
  }

  /** The dictionaries of the last batch. */
  public DictionaryProvider dictionaries() {
    return dictionaries;
  }

  /** Gives all buffers back. */
  @Override
  public void close() {
    List<AutoCloseable> owned = new ArrayList<>();
    dictionaries.getDictionaryIds().forEach(id -> owned.add(dictionaries.lookup(id).getVector()));
    if (root != null) {
      owned.add(root);
      root = null;
    }
    AutoCloseables.closeNoChecked(() -> AutoCloseables.close(owned));
  }

  private Content read(ByteBuffer header, ArrowBuf body) throws IOException {
    int headerBytes = header.remaining();
    Message message = Message.getRootAsMessage(header);
    if (schema == null) {
      if (message.headerType() != MessageHeader.Schema) {
        throw IpcErrors.invalid("The stream does not begin with its schema.");
      }
      readSchema(message, headerBytes);
      return Content.SCHEMA;
    }
    if (message.version() != version) {
      throw IpcErrors.invalid("The stream changes its IPC version on the way.");
    }
    if (message.headerType() == MessageHeader.RecordBatch
        && message.header(new RecordBatch()) instanceof RecordBatch batch) {
      readBatch(batch, body);
      return Content.BATCH;
    }
    if (message.headerType() == MessageHeader.DictionaryBatch
        && message.header(new DictionaryBatch()) instanceof DictionaryBatch batch) {
      readDictionary(batch, body);
      return Content.NOTHING;
    }
    throw IpcErrors.invalid(
        message.headerType() == MessageHeader.Schema
            ? "The stream sends a second schema."
            : "The stream sends something that is neither a batch nor a dictionary.");
  }

  private void readSchema(Message message, int headerBytes) throws IOException {
    if (!(message.header(new org.apache.arrow.flatbuf.Schema())
        instanceof org.apache.arrow.flatbuf.Schema declared)) {
      throw IpcErrors.invalid("The schema is missing from its message.");
    }
    version = message.version();
    if (version < org.apache.arrow.flatbuf.MetadataVersion.V4) {
      throw IpcErrors.invalid("The stream is of IPC version V%d; V4 and V5 are read.", version + 1);
    }
    SchemaGuard.check(declared, headerBytes);
    Schema read = MessageSerializer.deserializeSchema(message);
    MetadataV4UnionChecker.checkRead(read, MetadataVersion.fromFlatbufID(version));
    read.getFields().forEach(SchemaRules::check);
    createVectors(read);
    schema = read;
  }

  private void createVectors(Schema read) {
    Map<Long, Dictionary> byId = new HashMap<>();
    List<Field> fields = new ArrayList<>();
    try {
      for (Field field : read.getFields()) {
        fields.add(DictionaryUtility.toMemoryFormat(field, allocator, byId));
      }
    } finally {
      byId.values().forEach(dictionaries::put);
    }
    VectorSchemaRoot created =
        VectorSchemaRoot.create(new Schema(fields, read.getCustomMetadata()), allocator);
    root = created;
    for (int i = 0; i < fields.size(); i++) {
      SchemaRules.checkVectors(read.getFields().get(i), created.getVector(i), dictionaries);
    }
  }

  private void readBatch(RecordBatch batch, ArrowBuf body) {
    batches++;
    VectorSchemaRoot target = batch();
    target.clear();
    loader.load(batch, body, target);
    ContentCheck check = new ContentCheck(dictionaries);
    target.getFieldVectors().forEach(check::check);
  }

  private void readDictionary(DictionaryBatch batch, ArrowBuf body) {
    Dictionary dictionary = dictionaries.lookup(batch.id());
    if (dictionary == null) {
      throw IpcErrors.invalid(
          "The stream sends dictionary %d, which its schema does not define.", batch.id());
    }
    if (batch.isDelta()) {
      throw new VaneException(
          ErrorCode.IPC_INVALID,
          "The stream sends additions to dictionary %d, which are not read. Send whole dictionaries (pyarrow: emit_dictionary_deltas=False), or plain columns."
              .formatted(batch.id()));
    }
    RecordBatch values = batch.data();
    if (values == null) {
      throw IpcErrors.invalid("Dictionary %d has no values.", batch.id());
    }
    FieldVector vector = dictionary.getVector();
    // Not closed: the vector stays in the provider.
    VectorSchemaRoot target = new VectorSchemaRoot(List.of(vector));
    target.clear();
    loader.load(values, body, target);
    new ContentCheck(dictionaries).check(vector);
  }
}

package dev.vane.duckdb.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.TransferPair;

/**
 * The dictionaries of a chunk. DuckDB takes it that a column keeps its dictionary for as long as a
 * scan lasts, so a chunk, which is one scan, has one set, and a batch with others begins the next
 * chunk. Dictionaries are shared with the provider by reference count, not copied: they are the
 * same if the same vectors still hold the same buffers, and as the set keeps the buffers alive, an
 * address cannot come back with other content.
 */
final class DictionarySet implements AutoCloseable {
  private final Map<Long, FieldVector> sources = new HashMap<>();
  private final Map<Long, List<Long>> addresses = new HashMap<>();
  private final Map<Long, Dictionary> dictionaries = new HashMap<>();

  /** Takes the dictionaries that the fields refer to. */
  static DictionarySet of(
      List<Field> fields, DictionaryProvider provider, BufferAllocator allocator) {
    DictionarySet set = new DictionarySet();
    try {
      fields.forEach(field -> set.collect(field, provider, allocator));
      return set;
    } catch (RuntimeException failure) {
      set.close();
      throw failure;
    }
  }

  Map<Long, Dictionary> dictionaries() {
    return dictionaries;
  }

  /** Whether the provider still has what this set was made of. */
  boolean isCurrent(DictionaryProvider provider) {
    return addresses.entrySet().stream()
        .allMatch(
            entry -> {
              Dictionary now = provider.lookup(entry.getKey());
              return now != null
                  && now.getVector() == sources.get(entry.getKey())
                  && addresses(now.getVector()).equals(entry.getValue());
            });
  }

  @Override
  public void close() {
    dictionaries.values().forEach(dictionary -> dictionary.getVector().close());
    dictionaries.clear();
  }

  private void collect(Field field, DictionaryProvider provider, BufferAllocator allocator) {
    DictionaryEncoding encoding = field.getDictionary();
    if (encoding != null && !dictionaries.containsKey(encoding.getId())) {
      Dictionary dictionary = provider.lookup(encoding.getId());
      if (dictionary == null) {
        throw BatchErrors.missingDictionary(field);
      }
      FieldVector source = dictionary.getVector();
      sources.put(encoding.getId(), source);
      addresses.put(encoding.getId(), addresses(source));
      dictionaries.put(encoding.getId(), new Dictionary(share(source, allocator), encoding));
      collect(source.getField(), provider, allocator);
    }
    field.getChildren().forEach(child -> collect(child, provider, allocator));
  }

  private static FieldVector share(FieldVector source, BufferAllocator allocator) {
    TransferPair pair = source.getTransferPair(allocator);
    pair.splitAndTransfer(0, source.getValueCount());
    return (FieldVector) pair.getTo();
  }

  private static List<Long> addresses(FieldVector vector) {
    List<Long> addresses = new ArrayList<>();
    addresses.add((long) vector.getValueCount());
    for (ArrowBuf buffer : vector.getBuffers(false)) {
      addresses.add(buffer.memoryAddress());
    }
    return addresses;
  }
}

package dev.vane.storage.delta.log;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What a program must know to read and to write a table.
 *
 * @param readerFeatures by name, sorted; those that the versions imply are not listed
 * @param writerFeatures likewise
 */
public record TableProtocol(
    int minReaderVersion,
    int minWriterVersion,
    List<String> readerFeatures,
    List<String> writerFeatures) {
  public TableProtocol {
    readerFeatures = List.copyOf(readerFeatures);
    writerFeatures = List.copyOf(writerFeatures);
  }

  public static TableProtocol of(
      int minReaderVersion,
      int minWriterVersion,
      Collection<String> readerFeatures,
      Collection<String> writerFeatures) {
    return new TableProtocol(
        minReaderVersion,
        minWriterVersion,
        List.copyOf(new TreeSet<>(readerFeatures)),
        List.copyOf(new TreeSet<>(writerFeatures)));
  }
}

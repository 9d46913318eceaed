package dev.vane.storage.delta;

import dev.vane.storage.delta.log.DataFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which files are written together: those of one partition, and those that are small. */
final class FileBins {
  private FileBins() {}

  /** Files that become one, or a few. */
  record Bin(List<DataFile> files) {
    Bin {
      files = List.copyOf(files);
    }

    long bytes() {
      return files.stream().mapToLong(DataFile::bytes).sum();
    }

    private boolean worthwhile() {
      return files.size() > 1 || files.stream().anyMatch(file -> file.deletionVector().isPresent());
    }
  }

  /** All files, by partition. */
  static List<Bin> all(List<DataFile> files) {
    return byPartition(files).stream().map(Bin::new).toList();
  }

  /**
   * Small files, and files with deleted rows, filled into bins of about the wanted size, smallest
   * first. What would be written again alone and as it is stays.
   */
  static List<Bin> small(List<DataFile> files, long targetBytes) {
    List<Bin> bins = new ArrayList<>();
    for (List<DataFile> partition : byPartition(files)) {
      List<DataFile> open = new ArrayList<>();
      long bytes = 0;
      for (DataFile file :
          partition.stream()
              .filter(file -> file.bytes() < targetBytes || file.deletionVector().isPresent())
              .sorted(Comparator.comparingLong(DataFile::bytes).thenComparing(DataFile::path))
              .toList()) {
        if (bytes + file.bytes() > targetBytes && !open.isEmpty()) {
          bins.add(new Bin(open));
          open = new ArrayList<>();
          bytes = 0;
        }
        open.add(file);
        bytes += file.bytes();
      }
      bins.add(new Bin(open));
    }
    return bins.stream().filter(Bin::worthwhile).toList();
  }

  private static List<List<DataFile>> byPartition(List<DataFile> files) {
    Map<Map<String, @Nullable String>, List<DataFile>> partitions = new LinkedHashMap<>();
    files.forEach(
        file ->
            partitions
                .computeIfAbsent(file.partitionValues(), values -> new ArrayList<>())
                .add(file));
    return List.copyOf(partitions.values());
  }
}

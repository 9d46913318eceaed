package dev.vane.storage.delta.kernel;

import dev.vane.storage.delta.file.FileIO;
import io.delta.kernel.exceptions.KernelEngineException;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The lines of some files that aren't blank, in batches of a bounded count. */
final class LogLines implements CloseableIterator<List<String>> {
  private static final int BATCH_LINES = 1_024;

  private final FileIO store;
  private final CloseableIterator<FileStatus> files;
  private @Nullable BufferedReader reader;
  private String path = "";
  private List<String> next = List.of();

  LogLines(FileIO store, CloseableIterator<FileStatus> files) {
    this.store = store;
    this.files = files;
  }

  @Override
  public boolean hasNext() {
    if (next.isEmpty()) {
      try {
        next = readBatch();
      } catch (IOException e) {
        throw new KernelEngineException("reading " + path, KernelFiles.inKernelsTerms(e));
      }
    }
    return !next.isEmpty();
  }

  @Override
  public List<String> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    List<String> batch = next;
    next = List.of();
    return batch;
  }

  private List<String> readBatch() throws IOException {
    List<String> batch = new ArrayList<>();
    while (batch.size() < BATCH_LINES) {
      BufferedReader current = reader;
      if (current == null) {
        if (!files.hasNext()) {
          break;
        }
        path = files.next().getPath();
        current =
            new BufferedReader(
                new InputStreamReader(
                    store.read(KernelPaths.fromKernel(path)), StandardCharsets.UTF_8));
        reader = current;
      }
      String line = current.readLine();
      if (line == null) {
        current.close();
        reader = null;
      } else if (!line.isBlank()) {
        batch.add(line);
      }
    }
    return batch;
  }

  @Override
  public void close() throws IOException {
    try (files) {
      if (reader != null) {
        reader.close();
      }
    }
  }
}

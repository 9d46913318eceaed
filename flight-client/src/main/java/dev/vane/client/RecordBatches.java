package dev.vane.client;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Objects put into batches of a fixed number of rows, one root after another. */
final class RecordBatches {
  /** Rows of one message: enough to make its cost small, few enough to stay below any limit. */
  private static final int ROWS = 8_192;

  private RecordBatches() {}

  /** Fills the root again and again and has each batch sent; the root stays the caller's. */
  static <T> void send(
      RecordMapper<T> mapper,
      Iterator<? extends T> objects,
      VectorSchemaRoot root,
      Runnable sender) {
    List<T> batch = new ArrayList<>(ROWS);
    while (objects.hasNext()) {
      batch.clear();
      while (objects.hasNext() && batch.size() < ROWS) {
        batch.add(objects.next());
      }
      mapper.fill(root, batch);
      sender.run();
    }
  }
}

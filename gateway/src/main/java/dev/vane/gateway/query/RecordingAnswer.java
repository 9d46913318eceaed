package dev.vane.gateway.query;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** An answer that is kept once it was read to its end, unless there is no room for it. */
final class RecordingAnswer implements Answer {
  private final Answer answer;
  private final ScanStore store;
  private final ScanKey key;
  private @Nullable KeptScan recorded;

  RecordingAnswer(Answer answer, ScanStore store, ScanKey key) {
    this.answer = answer;
    this.store = store;
    this.key = key;
    recorded = store.begin(key) ? new KeptScan(answer.schema()) : null;
  }

  @Override
  public Schema schema() {
    return answer.schema();
  }

  @Override
  public boolean next() {
    boolean more = answer.next();
    KeptScan recording = recorded;
    if (recording != null) {
      if (!more) {
        recorded = null;
        store.keep(key, recording);
        recording.release();
      } else if (!recording.add(answer.batch(), store::reserve)) {
        giveUp();
      }
    }
    return more;
  }

  @Override
  public VectorSchemaRoot batch() {
    return answer.batch();
  }

  @Override
  public void cancel() {
    answer.cancel();
  }

  @Override
  public void close() {
    giveUp();
    answer.close();
  }

  private void giveUp() {
    KeptScan recording = recorded;
    if (recording != null) {
      recorded = null;
      store.end(key, recording.bytes());
      recording.release();
    }
  }
}

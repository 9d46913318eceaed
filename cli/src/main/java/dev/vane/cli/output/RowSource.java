package dev.vane.cli.output;

import dev.vane.client.BatchStream;
import java.io.IOException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** Batches one after another, wherever they come from; one root is filled anew by each step. */
public interface RowSource {
  Schema schema() throws IOException;

  boolean next() throws IOException;

  VectorSchemaRoot root() throws IOException;

  /** An answer of the gateway. */
  static RowSource of(BatchStream answer) {
    return new RowSource() {
      @Override
      public Schema schema() {
        return answer.schema();
      }

      @Override
      public boolean next() {
        return answer.next();
      }

      @Override
      public VectorSchemaRoot root() {
        return answer.root();
      }
    };
  }

  /** What a reader gives. */
  static RowSource of(ArrowReader reader) {
    return new RowSource() {
      @Override
      public Schema schema() throws IOException {
        return root().getSchema();
      }

      @Override
      public boolean next() throws IOException {
        return reader.loadNextBatch();
      }

      @Override
      public VectorSchemaRoot root() throws IOException {
        return reader.getVectorSchemaRoot();
      }
    };
  }

  /** One batch. */
  static RowSource of(VectorSchemaRoot batch) {
    return new RowSource() {
      private boolean given;

      @Override
      public Schema schema() {
        return batch.getSchema();
      }

      @Override
      public boolean next() {
        boolean first = !given;
        given = true;
        return first;
      }

      @Override
      public VectorSchemaRoot root() {
        return batch;
      }
    };
  }
}

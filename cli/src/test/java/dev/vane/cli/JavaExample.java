package dev.vane.cli;

import dev.vane.client.BatchStream;
import dev.vane.client.PutCommand;
import dev.vane.client.PutReceipt;
import dev.vane.client.PutStream;
import dev.vane.client.VaneClient;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** The Java example of the README, run by {@link JavaExampleTest}. */
final class JavaExample {
  private JavaExample() {}

  static long sendAndCount(String server) {
    // README: begin
    Schema schema = new Schema(List.of(Field.nullable("amount", new ArrowType.Int(64, true))));
    try (BufferAllocator allocator = new RootAllocator();
        VaneClient client = VaneClient.builder(server).allocator(allocator).build();
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator)) {

      try (PutStream stream = client.startPut(PutCommand.stream("amounts"), batch)) {
        BigIntVector amounts = (BigIntVector) batch.getVector("amount");
        amounts.allocateNew(3);
        for (int row = 0; row < 3; row++) {
          amounts.set(row, 10L * row);
        }
        batch.setRowCount(3);
        stream.putNext();
        PutReceipt receipt = stream.finish(); // The rows are on disk.
        System.out.println(receipt);
      }

      long rows = 0;
      try (BatchStream answer = client.sql("SELECT * FROM amounts WHERE amount > ?", 5)) {
        while (answer.next()) {
          rows += answer.root().getRowCount();
        }
      }
      return rows;
    }
    // README: end
  }
}

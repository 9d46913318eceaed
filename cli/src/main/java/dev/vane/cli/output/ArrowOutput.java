package dev.vane.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/** An Arrow IPC stream, with the schema's metadata. */
final class ArrowOutput implements RowOutput {
  private final OutputStream out;

  ArrowOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void print(RowSource rows) throws IOException {
    VectorSchemaRoot root = rows.root();
    // Not closed: that would close the root, which is the source's, and standard output.
    @SuppressWarnings("resource")
    ArrowStreamWriter writer = new ArrowStreamWriter(root, null, Channels.newChannel(out));
    writer.start();
    while (rows.next()) {
      writer.writeBatch();
    }
    writer.end();
    out.flush();
  }
}

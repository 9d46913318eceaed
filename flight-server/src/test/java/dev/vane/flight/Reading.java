package dev.vane.flight;

import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** A result being read, closed without checked exceptions. */
record Reading(FlightStream stream) implements AutoCloseable {
  boolean next() {
    return stream.next();
  }

  VectorSchemaRoot root() {
    return stream.getRoot();
  }

  Schema schema() {
    return stream.getSchema();
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.vane.flight.call;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.List;
import org.apache.arrow.flight.impl.Flight;

/** What a descriptor or a ticket is about, told by its form alone. */
public sealed interface FlightTarget {
  /**
   * A table.
   *
   * @param elements one to three: table; backend and table; backend, schema and table
   */
  record Path(List<String> elements) implements FlightTarget {
    public Path {
      elements = List.copyOf(elements);
    }
  }

  /** A JSON command, not yet parsed. */
  record Json(ByteString bytes) implements FlightTarget {}

  /** A command of Flight SQL, told by its type alone. */
  record Sql(Any command) implements FlightTarget {}

  /**
   * Reads a descriptor.
   *
   * @throws VaneException DESCRIPTOR_INVALID
   */
  static FlightTarget of(Flight.FlightDescriptor descriptor) {
    return switch (descriptor.getType()) {
      case PATH -> ofPath(descriptor.getPathList());
      case CMD -> ofBytes("descriptor's command", descriptor.getCmd());
      case UNKNOWN, UNRECOGNIZED ->
          throw invalid("The descriptor is neither a path nor a command.");
    };
  }

  /**
   * Reads a ticket, which is never a path.
   *
   * @throws VaneException DESCRIPTOR_INVALID
   */
  static FlightTarget ofTicket(ByteString ticket) {
    return ofBytes("ticket", ticket);
  }

  private static Path ofPath(List<String> elements) {
    if (elements.isEmpty() || elements.size() > 3) {
      throw invalid("The descriptor's path has %d elements.".formatted(elements.size()));
    }
    return new Path(elements);
  }

  private static FlightTarget ofBytes(String what, ByteString bytes) {
    if (!bytes.isEmpty() && bytes.byteAt(0) == '{') {
      return new Json(bytes);
    }
    return FlightSqlCommand.read(bytes)
        .<FlightTarget>map(Sql::new)
        .orElseThrow(
            () ->
                invalid(
                    bytes.isEmpty()
                        ? "The %s is empty.".formatted(what)
                        : "The %s is neither JSON, which begins with '{', nor Flight SQL."
                            .formatted(what)));
  }

  private static VaneException invalid(String problem) {
    return new VaneException(
        ErrorCode.DESCRIPTOR_INVALID,
        problem
            + " Send a path of one to three elements ([table], [backend, table], [backend, schema, table]) in a descriptor, or JSON such as {\"stream_name\": \"trades\"} to write and {\"table\": \"trades\"} or {\"sql\": \"SELECT 1\"} to read.");
  }
}

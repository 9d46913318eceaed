package dev.vane.flight.sql;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.vane.flight.put.PutHandler;
import dev.vane.flight.sql.metadata.MetadataService;
import dev.vane.gateway.Gateway;
import dev.vane.gateway.query.Answer;
import dev.vane.gateway.query.Cancellation;
import dev.vane.gateway.query.SqlContext;
import dev.vane.gateway.statement.ResultDescription;
import dev.vane.spi.Names;
import java.util.function.Function;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementUpdate;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementUpdate;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The commands of Flight SQL in descriptors and tickets. A statement's ticket names its result; the
 * ticket of a question about metadata is the question itself. Safe for many threads.
 */
public final class FlightSqlService {
  private static final String TRY =
      "Send a CommandStatementQuery, a prepared statement or a CommandStatementIngest.";

  private final Gateway gateway;
  private final MetadataService metadata;

  public FlightSqlService(Gateway gateway, BufferAllocator allocator) {
    this.gateway = gateway;
    this.metadata = new MetadataService(gateway, allocator);
  }

  /**
   * A result that can be fetched.
   *
   * @param schema exactly that of the data
   */
  public record Result(Schema schema, ByteString ticket) {}

  /** Executes a statement, or tells the shape of an answer about metadata. */
  public Result info(Any command, Cancellation cancellation) {
    if (command.is(CommandStatementQuery.class)) {
      CommandStatementQuery query = Messages.unpack(command, CommandStatementQuery.class);
      Messages.requireNoTransaction(query.getTransactionId());
      return result(gateway.statements().execute(query.getQuery(), context(), cancellation));
    }
    if (command.is(CommandPreparedStatementQuery.class)) {
      return result(
          gateway
              .statements()
              .execute(
                  handle(
                      Messages.unpack(command, CommandPreparedStatementQuery.class)
                          .getPreparedStatementHandle()),
                  cancellation));
    }
    return new Result(metadata.schema(command), command.toByteString());
  }

  /** The schema of a result, without executing anything. */
  public Schema schema(Any command, Cancellation cancellation) {
    if (command.is(CommandStatementQuery.class)) {
      CommandStatementQuery query = Messages.unpack(command, CommandStatementQuery.class);
      Messages.requireNoTransaction(query.getTransactionId());
      return gateway.statements().schema(query.getQuery(), context(), cancellation);
    }
    if (command.is(CommandPreparedStatementQuery.class)) {
      return gateway
          .statements()
          .schema(
              handle(
                  Messages.unpack(command, CommandPreparedStatementQuery.class)
                      .getPreparedStatementHandle()));
    }
    return metadata.schema(command);
  }

  /** What opens the answer to a ticket. */
  public Function<Cancellation, Answer> answer(Any ticket) {
    if (ticket.is(TicketStatementQuery.class)) {
      String result =
          handle(Messages.unpack(ticket, TicketStatementQuery.class).getStatementHandle());
      return cancellation -> gateway.statements().open(result, cancellation);
    }
    if (ticket.is(CommandPreparedStatementQuery.class)) {
      String handle =
          handle(
              Messages.unpack(ticket, CommandPreparedStatementQuery.class)
                  .getPreparedStatementHandle());
      return cancellation ->
          gateway
              .statements()
              .open(gateway.statements().execute(handle, cancellation).ticket(), cancellation);
    }
    return metadata.answer(ticket);
  }

  /** What takes a stream in. */
  public PutHandler put(Any command) {
    if (command.is(CommandStatementIngest.class)) {
      return new IngestPut(
          gateway, Messages.unpack(command, CommandStatementIngest.class), context());
    }
    if (command.is(CommandStatementUpdate.class)) {
      CommandStatementUpdate update = Messages.unpack(command, CommandStatementUpdate.class);
      Messages.requireNoTransaction(update.getTransactionId());
      return new UpdatePut(gateway.statements(), update.getQuery(), context());
    }
    if (command.is(CommandPreparedStatementUpdate.class)) {
      return ValuesPut.ofUpdate(
          gateway.statements(),
          handle(
              Messages.unpack(command, CommandPreparedStatementUpdate.class)
                  .getPreparedStatementHandle()));
    }
    if (command.is(CommandPreparedStatementQuery.class)) {
      return ValuesPut.ofQuery(
          gateway.statements(),
          handle(
              Messages.unpack(command, CommandPreparedStatementQuery.class)
                  .getPreparedStatementHandle()));
    }
    throw Messages.unsupported(name(command), TRY);
  }

  private SqlContext context() {
    return SqlSession.current().context(gateway.sessions());
  }

  private static Result result(ResultDescription description) {
    return new Result(
        description.schema(),
        Any.pack(
                TicketStatementQuery.newBuilder()
                    .setStatementHandle(ByteString.copyFromUtf8(description.ticket()))
                    .build())
            .toByteString());
  }

  /** A handle of ours is ASCII; any other bytes just name nothing. */
  static String handle(ByteString bytes) {
    return bytes.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static String name(Any command) {
    String type = command.getTypeUrl();
    return Names.quoted(type.substring(type.lastIndexOf('.') + 1)).replace("'", "");
  }
}

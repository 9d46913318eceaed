package dev.vane.flight.put;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.vane.flight.call.FlightErrors;
import dev.vane.flight.call.FlightTarget;
import dev.vane.flight.call.RunningCall;
import dev.vane.flight.ipc.FlightMessage;
import dev.vane.flight.ipc.StreamDecoder;
import dev.vane.gateway.ingest.IngestCommand;
import dev.vane.gateway.ingest.IngestService;
import dev.vane.gateway.ingest.IngestSession;
import dev.vane.gateway.memory.StreamAccount;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.function.Function;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.Flight.PutResult;
import org.jspecify.annotations.Nullable;

/**
 * One stream from its descriptor to its receipt, on one thread; acknowledgements of single batches
 * come from others, between.
 *
 * <p>The end comes after the client's own end of the stream: a connection that breaks before is a
 * cancellation, and nothing is kept but what was acknowledged. The receipt follows the commit, and
 * all memory of the stream is given back before the client hears of either end.
 */
final class PutCall implements Runnable, RunningCall {
  private final IngestService ingest;
  private final Function<Any, PutHandler> sql;
  private final Inbox inbox;
  private final StreamAccount account;
  private final GatewayMetrics metrics;
  private final StreamDecoder decoder;
  private final Duration idle;
  private final AckStream acks;
  private final FlightErrors errors;
  private @Nullable PutHandler handler;
  private @Nullable IngestCommand command;
  private @Nullable IngestSession session;

  PutCall(
      IngestService ingest,
      Function<Any, PutHandler> sql,
      Inbox inbox,
      StreamAccount account,
      GatewayMetrics metrics,
      StreamDecoder decoder,
      Duration idle,
      ServerCallStreamObserver<PutResult> responses,
      FlightErrors errors) {
    this.ingest = ingest;
    this.sql = sql;
    this.inbox = inbox;
    this.account = account;
    this.metrics = metrics;
    this.decoder = decoder;
    this.idle = idle;
    this.acks = new AckStream(responses, inbox::fail);
    this.errors = errors;
  }

  @Override
  public void stop(VaneException reason) {
    inbox.fail(reason);
  }

  @Override
  public void stopIfSilent(Duration silence, VaneException reason) {
    inbox.failIfSilent(silence, reason);
  }

  @Override
  public void run() {
    try {
      acks.end(receive());
    } catch (RuntimeException | Error e) {
      if (inbox.isAbandoned()) {
        acks.abandon();
        return;
      }
      acks.fail(errors.report(e));
    }
  }

  private byte[] receive() {
    try (inbox;
        decoder) {
      inbox.open();
      for (FlightMessage next = inbox.take(idle);
          next != null;
          next = takesRows() ? inbox.take(idle) : null) {
        try {
          accept(next);
        } finally {
          inbox.giveBack(next);
        }
      }
      if (handler != null) {
        inbox.requireSound();
        return handler.commit().toByteArray();
      }
      if (session == null) {
        throw new VaneException(
            ErrorCode.IPC_TRUNCATED,
            "The stream ended before its schema. Send the descriptor and the schema first; a stream without rows makes an empty table.");
      }
      inbox.requireSound();
      return ReceiptJson.write(session.commit());
    } finally {
      if (handler != null) {
        handler.close();
      }
      if (session != null) {
        session.close();
      }
      account.close();
    }
  }

  private void accept(FlightMessage message) {
    if (message.failure() != null) {
      throw message.failure();
    }
    if (command == null && handler == null) {
      readTarget(message.descriptor());
    }
    switch (decoder.accept(message)) {
      case NOTHING -> {}
      case SCHEMA -> begin();
      case BATCH -> append(message);
    }
  }

  private void readTarget(Flight.@Nullable FlightDescriptor descriptor) {
    FlightTarget target =
        FlightTarget.of(
            descriptor == null ? Flight.FlightDescriptor.getDefaultInstance() : descriptor);
    if (target instanceof FlightTarget.Sql statement) {
      PutHandler opened = sql.apply(statement.command());
      handler = opened;
      inbox.onFailure(opened::cancel);
    } else if (target instanceof FlightTarget.Json json) {
      command = ingest.parse(json.bytes().toByteArray());
    } else {
      command = IngestCommand.ofPath(((FlightTarget.Path) target).elements());
    }
  }

  private boolean takesRows() {
    return handler == null || handler.takesRows();
  }

  private void begin() {
    if (handler != null) {
      handler.begin(decoder.schema());
    } else if (command != null) {
      session = ingest.open(command, decoder.schema(), acks, account);
    }
  }

  private void append(FlightMessage message) {
    if (handler != null) {
      handler.append(decoder.batch(), decoder.dictionaries());
      return;
    }
    if (session == null) {
      throw new IllegalStateException("The decoder gives no batch before the schema");
    }
    Duration paused = inbox.takeClosedTime();
    if (command != null && !paused.isZero()) {
      metrics.clientPaused(command.stream(), paused);
    }
    ByteString metadata = message.metadata();
    session.append(
        decoder.batch(), decoder.dictionaries(), metadata == null ? null : metadata.toByteArray());
  }
}

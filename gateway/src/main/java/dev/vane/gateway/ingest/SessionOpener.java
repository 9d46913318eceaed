package dev.vane.gateway.ingest;

import dev.vane.gateway.memory.StreamAccount;
import dev.vane.gateway.pair.PairedStorage;
import dev.vane.gateway.producer.BatchDigests;
import dev.vane.spi.Capability;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.Storage;
import dev.vane.spi.VaneException;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/** Opens the kind of session that a command asks for. */
final class SessionOpener {
  private final IngestContext context;

  SessionOpener(IngestContext context) {
    this.context = context;
  }

  IngestSession open(
      IngestCommand command,
      StreamTarget target,
      Schema schema,
      AckListener acks,
      StreamAccount account,
      IngestService service) {
    requireLedger(command, target.storage());
    TableDoor door =
        new TableDoor(
            target,
            context.appliers().applier(target.storage(), target.table()),
            context.patience());
    if (command.ack() == AckMode.BATCH) {
      PairedStorage.refuseBatchAcks(target.storage(), target.table());
      Schema plain = PlainRows.schema(schema);
      return new BatchStreamSession(
          target,
          plain,
          door,
          numbering(command, target),
          command.durability(),
          acks,
          account,
          context,
          service);
    }
    return new WholeStreamSession(
        target, schema, door, unit(command, target, schema, door), account, context, service);
  }

  private Numbering numbering(IngestCommand command, StreamTarget target) {
    return command
        .producer()
        .map(
            producer ->
                Numbering.of(
                    context.producers(),
                    context
                        .producers()
                        .take(
                            target.storage(),
                            target.table(),
                            ProducerKey.producer(target.stream(), producer.id())),
                    producer.epoch()))
        .orElseGet(Numbering::ofCall);
  }

  private Optional<StreamUnit> unit(
      IngestCommand command, StreamTarget target, Schema schema, TableDoor door) {
    if (command.producer().isPresent()) {
      ProducerName producer = command.producer().get();
      BatchDigests digests = BatchDigests.of(PlainRows.schema(schema));
      return Optional.of(
          new ProducerUnit(
              context.producers(),
              context
                  .producers()
                  .take(
                      target.storage(),
                      target.table(),
                      ProducerKey.producer(target.stream(), producer.id())),
              digests,
              producer.epoch(),
              context.replayWindow(),
              door::awaitApplied));
    }
    if (command.requestId().isPresent()) {
      BatchDigests digests = BatchDigests.of(PlainRows.schema(schema));
      return Optional.of(
          new RequestUnit(
              context.producers(),
              context
                  .producers()
                  .take(
                      target.storage(),
                      target.table(),
                      ProducerKey.request(target.stream(), command.requestId().get())),
              digests));
    }
    return Optional.empty();
  }

  private static void requireLedger(IngestCommand command, Storage storage) {
    boolean needed =
        command.ack() == AckMode.BATCH
            || command.producer().isPresent()
            || command.requestId().isPresent();
    if (needed && !storage.capabilities().contains(Capability.LEDGER)) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "The backend %s does not record producers. Leave out producer, request_id and ack batch, or choose another storage_backend."
              .formatted(storage.name()));
    }
  }
}

package dev.vane.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vane.gateway.ingest.IngestSession;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Any interleaving of puts, repetitions, epochs and restarts, held against a model: a list of
 * batches, an epoch, and the request ids that were used.
 */
class ProducerPropertyTest {
  private static final int ROWS = 5;

  /** Batches that may be sent again; older ones are refused if they are not known any more. */
  private static final int WINDOW = 4;

  /** What may happen. */
  enum Kind {
    LOG,
    TABLE,
    WHOLE,
    ABANDONED,
    REPEAT_IN_LOG,
    REPEAT_WHOLE,
    REPEAT_OLD,
    REUSE_OLD,
    GAP,
    REUSE,
    RAISE_EPOCH,
    OLD_EPOCH,
    REQUEST,
    RESTART
  }

  /** One happening, of a size. */
  record Step(Kind kind, int size) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Kind> kinds = Arbitraries.of(Kind.class);
    return Combinators.combine(kinds, Arbitraries.integers().between(1, 3))
        .as(Step::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(30);
  }

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void everyBatchIsThereOnce(@ForAll("steps") List<Step> steps) throws IOException {
    Path directory = Files.createTempDirectory("producer");
    try (Model model = new Model(directory)) {
      steps.forEach(model::run);
      model.check();
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** A gateway, and what should be true of it. */
  private static final class Model implements AutoCloseable {
    private final Path directory;
    private GatewayFixture vane;
    private long batches;
    private long epoch;
    private final Set<Integer> requests = new HashSet<>();

    Model(Path directory) {
      this.directory = directory;
      vane = open(directory);
    }

    private static GatewayFixture open(Path directory) {
      return new GatewayFixture(
          directory, Map.of("limits.replay_window", Integer.toString(WINDOW)));
    }

    void run(Step step) {
      switch (step.kind()) {
        case LOG -> send(batchwise("log"), batches, step.size(), true);
        case TABLE -> send(batchwise("table"), batches, step.size(), true);
        case WHOLE -> send(whole(), batches, step.size(), true);
        case ABANDONED -> abandon(step.size());
        case REPEAT_IN_LOG -> repeat(batchwise("log"), step.size());
        case REPEAT_WHOLE -> repeat(whole(), step.size());
        case REPEAT_OLD -> old(0, step.size());
        case REUSE_OLD -> old(1, step.size());
        case GAP -> refused(ErrorCode.OFFSET_GAP, batchwise("log"), batches + step.size(), 0);
        case REUSE -> {
          if (batches > 0) {
            refused(ErrorCode.OFFSET_REUSED, batchwise("log"), batches - 1, 1);
            refused(ErrorCode.OFFSET_REUSED, whole(), batches - 1, 1);
          }
        }
        case RAISE_EPOCH -> {
          epoch++;
          send(batchwise("log"), batches, 1, true);
        }
        case OLD_EPOCH -> {
          if (epoch > 0) {
            refusal(
                ErrorCode.PRODUCER_FENCED,
                () ->
                    open(batchwise("log")
                            .replace("\"epoch\": " + epoch, "\"epoch\": " + (epoch - 1)))
                        .close());
          }
        }
        case REQUEST -> request(step.size());
        case RESTART -> {
          vane.close();
          vane = open(directory);
        }
      }
    }

    private String batchwise(String durability) {
      return "{\"stream_name\": \"s\", \"ack\": \"batch\", \"durability\": \"%s\", \"producer\": {\"id\": \"p\", \"epoch\": %d}}"
          .formatted(durability, epoch);
    }

    private String whole() {
      return "{\"stream_name\": \"s\", \"producer\": {\"id\": \"p\", \"epoch\": %d}}"
          .formatted(epoch);
    }

    private IngestSession open(String command) {
      return vane.gateway.ingest().open(vane.command(command), GatewayFixture.SCHEMA);
    }

    private void send(String command, long first, int count, boolean isNew) {
      try (IngestSession session = open(command)) {
        for (long offset = first; offset < first + count; offset++) {
          vane.append(session, offset, rows(offset, 0));
        }
        session.commit();
      }
      batches += isNew ? count : 0;
    }

    private void abandon(int count) {
      try (IngestSession session = open(whole())) {
        for (long offset = batches; offset < batches + count; offset++) {
          vane.append(session, offset, rows(offset, 0));
        }
      }
    }

    /** Some of what is there, and one that is new. */
    private void repeat(String command, int count) {
      long first = Math.max(0, batches - count);
      send(command, first, (int) (batches - first), false);
      send(command, first, (int) (batches - first) + 1, false);
      batches++;
    }

    /** A batch from before the window is answered or refused, never applied; nor is another one. */
    private void old(int change, int distance) {
      long offset = batches - WINDOW - distance;
      if (offset < 0) {
        return;
      }
      try (IngestSession session = open(batchwise("log"))) {
        VaneException refusal =
            catchThrowableOfType(
                VaneException.class, () -> vane.append(session, offset, rows(offset, change)));
        if (refusal == null) {
          assertThat(change).as("Other rows under the number %d are taken", offset).isZero();
        } else {
          assertThat(refusal.code())
              .isIn(
                  change == 0
                      ? List.of(ErrorCode.REPLAY_EXPIRED)
                      : List.of(ErrorCode.REPLAY_EXPIRED, ErrorCode.OFFSET_REUSED));
        }
      }
    }

    private void request(int id) {
      List<Object[]> rows = rows(1_000 + id, 0);
      vane.put("{\"stream_name\": \"s\", \"request_id\": \"r%d\"}".formatted(id), rows);
      requests.add(id);
    }

    private void refused(ErrorCode code, String command, long offset, int change) {
      try (IngestSession session = open(command)) {
        refusal(code, () -> vane.append(session, offset, rows(offset, change)));
      }
    }

    private static void refusal(
        ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
      VaneException failure = catchThrowableOfType(VaneException.class, action);
      assertThat(failure).as("refused with " + code).isNotNull();
      assertThat(failure.code()).as(failure.text()).isEqualTo(code);
    }

    private static List<Object[]> rows(long batch, int change) {
      return LongStream.range(batch * ROWS, (batch + 1) * ROWS)
          .mapToObj(amount -> new Object[] {amount % 2 == 0 ? null : "odd", amount + change})
          .toList();
    }

    void check() {
      String status =
          vane.action("stream.status", "{\"stream_name\": \"s\", \"producer\": {\"id\": \"p\"}}");
      assertThat(status)
          .contains("\"ack_up_to_offset\":" + (batches - 1))
          .contains("\"ack_up_to_records\":" + batches * ROWS);
      if (batches == 0 && requests.isEmpty()) {
        return;
      }
      List<List<String>> found = vane.rows("{\"sql\": \"SELECT amount FROM s ORDER BY amount\"}");
      List<List<String>> expected =
          LongStream.concat(
                  LongStream.range(0, batches * ROWS),
                  requests.stream()
                      .sorted()
                      .flatMapToLong(
                          id -> LongStream.range((1_000L + id) * ROWS, (1_001L + id) * ROWS)))
              .mapToObj(amount -> List.of(Long.toString(amount)))
              .toList();
      assertThat(found).isEqualTo(expected);
    }

    @Override
    public void close() {
      vane.close();
    }
  }
}

package dev.vane.gateway.statement;

import dev.vane.gateway.query.Answer;
import dev.vane.gateway.query.Cancellation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The answers that are being read, by their tickets, and the prepared statements that are being
 * executed, by their handles, so that they can be cancelled by them.
 */
final class RunningAnswers {
  private final Map<String, List<Cancellation>> running = new HashMap<>();

  synchronized void add(String ticket, Cancellation cancellation) {
    running.computeIfAbsent(ticket, name -> new ArrayList<>()).add(cancellation);
  }

  synchronized void remove(String ticket, Cancellation cancellation) {
    running.computeIfPresent(
        ticket,
        (name, list) -> {
          list.remove(cancellation);
          return list.isEmpty() ? null : list;
        });
  }

  /** Whether there was one to cancel. */
  boolean cancel(String ticket) {
    List<Cancellation> found;
    synchronized (this) {
      found = List.copyOf(running.getOrDefault(ticket, List.of()));
    }
    found.forEach(Cancellation::cancel);
    return !found.isEmpty();
  }

  /** The answer, no longer among the running ones once it is closed. */
  Answer watched(Answer answer, String ticket, Cancellation cancellation) {
    return new Watched(answer, () -> remove(ticket, cancellation));
  }

  private record Watched(Answer answer, Runnable closed) implements Answer {
    @Override
    public Schema schema() {
      return answer.schema();
    }

    @Override
    public boolean next() {
      return answer.next();
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
      closed.run();
      answer.close();
    }
  }
}

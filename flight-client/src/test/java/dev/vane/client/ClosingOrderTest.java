package dev.vane.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is closed in whatever order, and twice: nothing hangs, nothing is thrown, no byte is
 * left, and what is used afterwards says that it is closed.
 */
@Timeout(60)
class ClosingOrderTest {
  private static final List<String> THINGS = List.of("client", "answer", "unread", "put", "batch");

  static Stream<List<String>> orders() {
    return permutations(THINGS).sorted(Comparator.comparing(List::toString));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void nothingIsLeft(List<String> order) throws Exception {
    try (RootAllocator root = new RootAllocator();
        TinyGateway gateway = new TinyGateway(root)) {
      VaneClient client = VaneClient.builder(gateway.uri()).allocator(root).build();
      BatchStream answer = client.sql("endless");
      assertThat(answer.next()).isTrue();
      BatchStream unread = client.sql("select");
      VectorSchemaRoot batch = VectorSchemaRoot.create(TestData.SCHEMA, root);
      TestData.fill(batch, 0, 10);
      PutStream put =
          client.startPut(PutCommand.builder("trades").ack(AckMode.BATCH).build(), batch);
      put.putNext();
      CompletableFuture<PutAck> acknowledged = put.acknowledged(99);
      for (String thing : order) {
        AutoCloseable closed =
            switch (thing) {
              case "client" -> client;
              case "answer" -> answer;
              case "unread" -> unread;
              case "put" -> put;
              default -> batch;
            };
        closed.close();
        closed.close();
      }
      assertThat(acknowledged).isCompletedExceptionally();
      for (Runnable use :
          List.<Runnable>of(answer::next, unread::next, put::finish, client::tables)) {
        assertThatThrownBy(use::run)
            .isInstanceOfSatisfying(
                VaneClientException.class,
                failure -> assertThat(failure.code()).isEqualTo(VaneClientException.CLOSED));
      }
    }
  }

  private static Stream<List<String>> permutations(List<String> of) {
    if (of.isEmpty()) {
      return Stream.of(List.of());
    }
    return of.stream()
        .flatMap(
            first -> {
              List<String> others = new ArrayList<>(of);
              others.remove(first);
              return permutations(others)
                  .map(
                      rest -> {
                        List<String> order = new ArrayList<>(List.of(first));
                        order.addAll(rest);
                        return order;
                      });
            });
  }
}

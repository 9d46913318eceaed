package dev.vane.flight;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.jspecify.annotations.Nullable;

/** Whatever bytes come as a command, ticket or action: an answer or a clean code, never a fault. */
class FlightSqlFuzzTest {
  private static final List<String> COMMANDS =
      List.of(
          "CommandStatementQuery",
          "CommandStatementUpdate",
          "CommandPreparedStatementQuery",
          "CommandStatementIngest",
          "CommandGetTables",
          "CommandGetDbSchemas",
          "CommandGetSqlInfo",
          "CommandGetXdbcTypeInfo",
          "CommandGetPrimaryKeys",
          "CommandStatementSubstraitPlan",
          "TicketStatementQuery",
          "ActionCreatePreparedStatementRequest",
          "NoSuchCommand");
  private static final List<String> PUTS =
      List.of(
          "CommandStatementUpdate",
          "CommandStatementIngest",
          "CommandPreparedStatementUpdate",
          "CommandPreparedStatementQuery",
          "CommandStatementSubstraitPlan",
          "CommandGetTables",
          "NoSuchCommand");
  private static final List<String> ACTIONS =
      List.of(
          "CreatePreparedStatement",
          "ClosePreparedStatement",
          "CancelQuery",
          "CancelFlightInfo",
          "SetSessionOptions",
          "GetSessionOptions",
          "CloseSession",
          "BeginTransaction",
          "EndTransaction",
          "RenewFlightEndpoint",
          "tables");
  private static @Nullable RunningGateway running;
  private static @Nullable Path directory;

  @BeforeContainer
  static void start() throws IOException {
    directory = Files.createTempDirectory("vane-fuzz");
    running = new RunningGateway(directory);
  }

  @AfterContainer
  static void stop() throws IOException {
    if (running != null) {
      running.close();
    }
    if (directory != null) {
      try (java.util.stream.Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Property(tries = 300)
  void anyBytesGetACleanCode(@ForAll("bytes") ByteString bytes) {
    Flight.FlightDescriptor descriptor =
        Flight.FlightDescriptor.newBuilder()
            .setType(Flight.FlightDescriptor.DescriptorType.CMD)
            .setCmd(bytes)
            .build();
    clean(() -> stub().getFlightInfo(descriptor));
    clean(() -> stub().getSchema(descriptor));
    clean(() -> drain(stub().doGet(Flight.Ticket.newBuilder().setTicket(bytes).build())));
  }

  @Property(tries = 200)
  void anyStreamGetsACleanCode(
      @ForAll("puts") ByteString command,
      @ForAll("bytes") ByteString header,
      @ForAll("bytes") ByteString body) {
    Flight.FlightData data =
        Flight.FlightData.newBuilder()
            .setFlightDescriptor(
                Flight.FlightDescriptor.newBuilder()
                    .setType(Flight.FlightDescriptor.DescriptorType.CMD)
                    .setCmd(command))
            .setDataHeader(header)
            .setDataBody(body)
            .build();
    clean(() -> put(data));
    clean(() -> put(data.toBuilder().clearDataHeader().clearDataBody().build()));
  }

  /** Sends one message and waits for the end of the call. */
  private static void put(Flight.FlightData data) {
    CompletableFuture<Integer> answers = new CompletableFuture<>();
    StreamObserver<Flight.FlightData> out =
        FlightServiceGrpc.newStub(channel())
            .doPut(
                new StreamObserver<>() {
                  private int count;

                  @Override
                  public void onNext(Flight.PutResult result) {
                    count++;
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answers.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    answers.complete(count);
                  }
                });
    out.onNext(data);
    out.onCompleted();
    try {
      assertThat(answers.join()).isNotNegative();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StatusRuntimeException refused ? refused : e;
    }
  }

  @Property(tries = 200)
  void anyActionGetsACleanCode(@ForAll("actions") String type, @ForAll("bytes") ByteString body) {
    clean(
        () ->
            drain(stub().doAction(Flight.Action.newBuilder().setType(type).setBody(body).build())));
  }

  @Provide
  Arbitrary<String> actions() {
    return Arbitraries.of(ACTIONS);
  }

  @Provide
  Arbitrary<ByteString> puts() {
    return Arbitraries.oneOf(
        garbage().map(ByteString::copyFrom),
        commands(PUTS),
        ingests(),
        json().map(ByteString::copyFromUtf8));
  }

  @Provide
  Arbitrary<ByteString> bytes() {
    return Arbitraries.oneOf(
        garbage().map(ByteString::copyFrom),
        commands(COMMANDS),
        json().map(ByteString::copyFromUtf8));
  }

  private static Arbitrary<byte[]> garbage() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(60);
  }

  private static Arbitrary<ByteString> commands(List<String> names) {
    return Combinators.combine(Arbitraries.of(names), Arbitraries.oneOf(garbage(), statements()))
        .as((name, value) -> any(name, ByteString.copyFrom(value)));
  }

  private static ByteString any(String name, ByteString value) {
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/arrow.flight.protocol.sql." + name)
        .setValue(value)
        .build()
        .toByteString();
  }

  /** Bulk ingests whose fields are what no client should send, and some that are good. */
  private static Arbitrary<ByteString> ingests() {
    Arbitrary<String> names =
        Arbitraries.of("t", "", "duckdb", "delta", "main", "_vane", "no/such", "\u0000", "..");
    return Combinators.combine(names, names, names, Arbitraries.integers().between(-1, 4))
        .as(
            (catalog, schema, table, option) ->
                any(
                    "CommandStatementIngest",
                    FlightSql.CommandStatementIngest.newBuilder()
                        .setCatalog(catalog)
                        .setSchema(schema)
                        .setTable(table)
                        .setTableDefinitionOptions(
                            FlightSql.CommandStatementIngest.TableDefinitionOptions.newBuilder()
                                .setIfNotExistValue(option)
                                .setIfExistsValue(option + 1))
                        .build()
                        .toByteString()));
  }

  /** A first field of text, as most commands have it. */
  private static Arbitrary<byte[]> statements() {
    return Arbitraries.of(
            "SELECT 1",
            "SELECT ?",
            "SELECT * FROM nothing",
            "SELECT 1; SELECT 2",
            "SELECT (",
            "INSERT INTO nothing VALUES (1)",
            "CREATE TABLE",
            "DROP TABLE nothing",
            "DELETE FROM nothing",
            "SELECT * FROM pivot('{}')",
            "SELECT * FROM pivot('{\"table\": \"nothing\", \"measures\": []}')",
            "SELECT 1/0, 'x'::INTEGER",
            "",
            "\u0000",
            "SELECT '\ud83d\ude00'")
        .map(
            sql ->
                FlightSql.CommandStatementQuery.newBuilder().setQuery(sql).build().toByteArray());
  }

  private static Arbitrary<String> json() {
    Arbitrary<String> value =
        Arbitraries.of("1", "null", "true", "[]", "{}", "\"x\"", "[1, null]", "-1e999", "\"\"");
    Arbitrary<String> key =
        Arbitraries.of("sql", "table", "measures", "rows", "parameters", "pinned", "limit", "x");
    return Combinators.combine(key, value, key, value)
        .as((a, b, c, d) -> "{\"%s\": %s, \"%s\": %s}".formatted(a, b, c, d));
  }

  private static FlightServiceGrpc.FlightServiceBlockingStub stub() {
    if (running == null) {
      throw new IllegalStateException("Not started");
    }
    return FlightServiceGrpc.newBlockingStub(channel());
  }

  private static io.grpc.@Nullable ManagedChannel shared;

  private static io.grpc.ManagedChannel channel() {
    if (shared == null && running != null) {
      shared = running.channel();
    }
    if (shared == null) {
      throw new IllegalStateException("Not started");
    }
    return shared;
  }

  private static void drain(Iterator<?> answers) {
    while (answers.hasNext()) {
      assertThat(answers.next()).isNotNull();
    }
  }

  private static void clean(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode())
          .as(e.getMessage())
          .isNotIn(Status.Code.INTERNAL, Status.Code.UNKNOWN);
      assertThat(String.valueOf(e.getStatus().getDescription()))
          .matches("(?s)[A-Z_]+: .* \\(id .*\\)")
          .doesNotContain("Exception", "dev.vane", "\tat ");
      assertThat(e.getStatus().getDescription().getBytes(StandardCharsets.UTF_8).length)
          .isLessThan(4_000);
    }
  }
}

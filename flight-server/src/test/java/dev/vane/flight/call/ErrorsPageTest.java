package dev.vane.flight.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of all errors is made from the codes and the tables that map them. */
class ErrorsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "errors.md");

  @Test
  void pageSaysWhatTheCodesDo() throws IOException {
    String page = write();
    if (Boolean.getBoolean("vane.docs.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).as("write it anew with -Dvane.docs.update=true").content().isEqualTo(page);
  }

  @Test
  void numbersAreUniqueAndRunByType() {
    assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::number)).doesNotHaveDuplicates();
    assertThat(ErrorCode.values())
        .allSatisfy(
            code ->
                assertThat(code.number() / 1000)
                    .isEqualTo(
                        switch (code.type()) {
                          case USER -> 1;
                          case RESOURCES -> 2;
                          case EXTERNAL -> 3;
                          case INTERNAL -> 9;
                        }));
  }

  @Test
  void noMistakeOfACallerIsAnInternalError() {
    assertThat(ErrorCode.values())
        .filteredOn(code -> code.number() < 3000)
        .allSatisfy(
            code ->
                assertThat(FlightErrors.status(code.kind()).getCode().name())
                    .isNotIn("INTERNAL", "UNKNOWN"));
  }

  private static String write() {
    return """
        # Errors

        Every error has a code with a stable number. Over Flight its message is `CODE: text (id ...)`, and
        the trailer `vane-error` has the same as JSON: `{"code", "number", "message", "id", "retryable"}`,
        with `retry_after_ms` where the gateway can say when to come again.
        The id joins it to the line of the gateway's log that has the cause. "Again" says whether the same
        request, unchanged, may succeed later. The exit code is that of a `vane` command.

        This page is made from the code, and a test fails when they differ
        (`mvn -pl flight-server -am test -Dvane.docs.update=true` writes it anew).

        | code | number | what it says | who acts | Flight | HTTP | exit | again |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        """
        + Arrays.stream(ErrorCode.values())
            .map(ErrorsPageTest::row)
            .collect(Collectors.joining("\n"))
        + "\n";
  }

  private static String row(ErrorCode code) {
    return "| `%s` | %d | %s | %s | `%s` | %d | %d | %s |"
        .formatted(
            code,
            code.number(),
            code.meaning(),
            code.type().name().toLowerCase(Locale.ROOT),
            FlightErrors.status(code.kind()).getCode(),
            code.kind().httpStatus(),
            code.kind().exitCode(),
            code.retryable() ? "yes" : "no");
  }
}

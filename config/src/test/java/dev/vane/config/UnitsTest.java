package dev.vane.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @Property
  void sizeIsReadAsItWasPrinted(@ForAll @LongRange(min = 0) long bytes)
      throws InvalidValueException {
    assertThat(ByteSizes.parse(ByteSizes.print(bytes))).isEqualTo(bytes);
  }

  @Property
  void wholeUnitsPrintShort(@ForAll @LongRange(min = 1, max = 999) long count) {
    assertThat(ByteSizes.print(count << 20)).isEqualTo(count + "MiB");
    assertThat(Durations.print(Duration.ofSeconds(60 * count + 1))).endsWith("s");
  }

  @Property
  void timeIsReadAsItWasPrinted(@ForAll @LongRange(min = 0) long milliseconds)
      throws InvalidValueException {
    Duration time = Duration.ofMillis(milliseconds / 1_000_000);
    assertThat(Durations.parse(Durations.print(time))).isEqualTo(time);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "123, 123",
    "1B, 1",
    "1kb, 1000",
    "1KiB, 1024",
    "64MiB, 67108864",
    "64 mib, 67108864",
    "1GB, 1000000000",
    "1.5GiB, 1610612736",
    "0.5KB, 500",
    "2TB, 2000000000000",
    "1TiB, 1099511627776",
    "9223372036854775807, 9223372036854775807"
  })
  void sizesAreReadInBothKindsOfUnits(String text, long bytes) throws InvalidValueException {
    assertThat(ByteSizes.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, is not a size",
    "GB, is not a size",
    "1e6, is not a size",
    "1GB2, is not a size",
    "64M, is not a unit",
    "1.5B, is not a whole number of bytes",
    "9223372036854775808, is more than any machine holds",
    "99999999TiB, is more than any machine holds"
  })
  void wrongSizeSaysWhy(String text, String complaint) {
    assertThatThrownBy(() -> ByteSizes.parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "5m, PT5M",
    "2h, PT2H",
    "7d, PT168H",
    "1 s, PT1S",
    "0s, PT0S"
  })
  void timesAreRead(String text, Duration time) throws InvalidValueException {
    assertThat(Durations.parse(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "1.5s", "-1s", "1M", "s", "1m30s", "PT5M", "999999999999999d"})
  void wrongTimeIsRefused(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void nothingPrintsWithAUnit() {
    assertThat(ByteSizes.print(0)).isEqualTo("0B");
    assertThat(Durations.print(Duration.ZERO)).isEqualTo("0ms");
  }
}

package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "region = EMEA ~ {\"field\":\"region\",\"op\":\"=\",\"value\":\"EMEA\"}",
        "price>=10.5 ~ {\"field\":\"price\",\"op\":\">=\",\"value\":10.5}",
        "desk != null ~ {\"field\":\"desk\",\"op\":\"!=\",\"value\":null}",
        "code = \"10\" ~ {\"field\":\"code\",\"op\":\"=\",\"value\":\"10\"}",
        "desk in Rates|Credit ~ {\"field\":\"desk\",\"op\":\"in\",\"value\":[\"Rates\",\"Credit\"]}",
        "desk NOT  IN 1|2 ~ {\"field\":\"desk\",\"op\":\"not in\",\"value\":[1,2]}",
        "day between 2026-01-01|2026-02-01 ~"
            + " {\"field\":\"day\",\"op\":\"between\",\"value\":[\"2026-01-01\",\"2026-02-01\"]}",
        "desk is null ~ {\"field\":\"desk\",\"op\":\"is null\"}",
        "name contains a = b ~ {\"field\":\"name\",\"op\":\"contains\",\"value\":\"a = b\"}"
      })
  void readsConditions(String text, String json) {
    assertThat(FilterText.parse(text)).hasToString(json);
  }

  @Test
  void refusesWhatIsNoCondition() {
    assertThatThrownBy(() -> FilterText.parse("region"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("region = EMEA");
  }
}

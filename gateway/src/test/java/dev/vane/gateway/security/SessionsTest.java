package dev.vane.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private final AtomicLong clock = new AtomicLong();
  private final Sessions sessions = new Sessions(Duration.ofNanos(10), 2, clock::get);

  @Test
  void tokenIsGoodUntilItWasNotUsedForLongEnough() {
    String token = sessions.open("alice");
    for (int use = 0; use < 5; use++) {
      clock.addAndGet(10);
      assertThat(user(token)).contains("alice");
    }
    clock.addAndGet(11);
    assertThat(user(token)).isEmpty();
    assertThat(sessions.size()).isZero();
  }

  @Test
  void theOneUnusedForLongestGoesForOneMore() {
    String first = sessions.open("a");
    String second = sessions.open("b");
    assertThat(user(first)).contains("a");
    String third = sessions.open("c");
    assertThat(user(second)).isEmpty();
    assertThat(user(first)).contains("a");
    assertThat(user(third)).contains("c");
  }

  @Test
  void tokensAreNeverTheSame() {
    assertThat(sessions.open("a")).isNotEqualTo(sessions.open("a")).hasSizeGreaterThan(40);
  }

  private Optional<String> user(String token) {
    return sessions.use(Digests.sha256(token));
  }
}

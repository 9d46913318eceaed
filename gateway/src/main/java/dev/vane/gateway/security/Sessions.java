package dev.vane.gateway.security;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Tokens that were given for a user and password. Each is good until it was not used for long
 * enough; beyond a number of them the one unused for longest goes. Only digests are kept. Safe for
 * many threads.
 */
final class Sessions {
  private final long idleNanos;
  private final int most;
  private final LongSupplier clock;
  // In the order of the last use.
  private final Map<ByteBuffer, Session> byDigest = new LinkedHashMap<>(16, 0.75f, true);

  private record Session(String user, long usedAt) {}

  /**
   * @param clock nanoseconds, as {@link System#nanoTime} counts them
   */
  Sessions(Duration idle, int most, LongSupplier clock) {
    this.idleNanos = idle.toNanos();
    this.most = most;
    this.clock = clock;
  }

  /** A new token for a user who has shown the password. */
  synchronized String open(String user) {
    dropUnused();
    if (byDigest.size() >= most) {
      Iterator<ByteBuffer> oldest = byDigest.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    String token = Digests.randomToken();
    byDigest.put(ByteBuffer.wrap(Digests.sha256(token)), new Session(user, clock.getAsLong()));
    return token;
  }

  /** The user of a token, if it is good still; it is then good for as long again. */
  synchronized Optional<String> use(byte[] digest) {
    dropUnused();
    ByteBuffer key = ByteBuffer.wrap(digest);
    Session session = byDigest.get(key);
    if (session == null) {
      return Optional.empty();
    }
    byDigest.put(key, new Session(session.user(), clock.getAsLong()));
    return Optional.of(session.user());
  }

  synchronized int size() {
    return byDigest.size();
  }

  private void dropUnused() {
    long now = clock.getAsLong();
    Iterator<Session> sessions = byDigest.values().iterator();
    while (sessions.hasNext() && now - sessions.next().usedAt() > idleNanos) {
      sessions.remove();
    }
  }
}

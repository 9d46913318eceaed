package dev.vane.http;

import java.time.Duration;

/**
 * What keeps the HTTP port cheap whatever its clients do. No request here does work worth more
 * threads: they serve a scraper, a load balancer and a person or two.
 *
 * @param threads most threads, those of Jetty's own selector and acceptor included
 * @param connections most connections open at once; later ones wait to be accepted
 * @param idle longest silence of a connection, also of one that takes none of its answer
 * @param requestBytes most bytes of a request's body
 * @param responseRate least bytes a second that a client must take of an answer
 */
record HttpLimits(
    int threads, int connections, Duration idle, long requestBytes, long responseRate) {
  private static final int THREADS = 16;
  private static final int CONNECTIONS = 256;
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final long RESPONSE_RATE = 1_024;

  static HttpLimits ofRequestBytes(long requestBytes) {
    return new HttpLimits(THREADS, CONNECTIONS, IDLE, requestBytes, RESPONSE_RATE);
  }
}

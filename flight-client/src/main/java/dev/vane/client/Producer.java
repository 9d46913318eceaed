package dev.vane.client;

/**
 * Who numbers the batches of a stream, so that one sent twice is stored once.
 *
 * @param id a name within the stream, the same for as long as the numbers run on
 * @param epoch from 0; a higher one takes the producer over from whoever writes with a lower
 */
public record Producer(String id, long epoch) {
  /** A producer in its first epoch. */
  public static Producer of(String id) {
    return new Producer(id, 0);
  }
}

package dev.vane.spi;

/**
 * Who numbers what it sends, so that a repetition is known as one. A name of at most 255 bytes
 * within its stream; two kinds with the same id are two keys.
 *
 * @param stream the stream that the numbers belong to
 * @param id what the client chose
 */
public record ProducerKey(String stream, Kind kind, String id) {
  /** What the id stands for. */
  public enum Kind {
    /** A producer, whose batches run on from 0 over all its calls. */
    PRODUCER,
    /** One whole stream of a client that sets nothing but a request id: one unit, offset 0. */
    REQUEST
  }

  public ProducerKey {
    Names.require("stream", stream);
    Names.require(kind == Kind.PRODUCER ? "producer" : "request_id", id);
  }

  /** The key of a producer. */
  public static ProducerKey producer(String stream, String id) {
    return new ProducerKey(stream, Kind.PRODUCER, id);
  }

  /** The key of a whole stream that is known by its request id. */
  public static ProducerKey request(String stream, String id) {
    return new ProducerKey(stream, Kind.REQUEST, id);
  }
}

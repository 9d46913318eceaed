package dev.vane.gateway;

/** The same with Delta tables. */
class DeltaProducerTest extends ProducerTest {
  @Override
  String backend() {
    return "delta";
  }
}

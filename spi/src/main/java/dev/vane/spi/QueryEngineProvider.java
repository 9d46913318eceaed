package dev.vane.spi;

/** How the engine is found: by {@link java.util.ServiceLoader}. */
public interface QueryEngineProvider {
  /** Opens the engine. */
  QueryEngine open(EngineContext context);
}

package dev.vane.duckdb;

import dev.vane.spi.EngineContext;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.QueryEngineProvider;

/** Opens {@link DuckDbEngine}. */
public final class DuckDbEngineProvider implements QueryEngineProvider {
  @Override
  public QueryEngine open(EngineContext context) {
    return DuckDbEngine.open(context);
  }
}

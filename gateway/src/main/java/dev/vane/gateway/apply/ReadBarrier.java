package dev.vane.gateway.apply;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Makes a reader wait until what was acknowledged before it came is in the tables that it reads.
 * Tables are told by name alone, whatever their backend and schema, because that is known before
 * the catalog is looked at.
 */
public final class ReadBarrier {
  private final TableAppliers appliers;
  private final Duration patience;

  /**
   * @param patience longest wait
   */
  public ReadBarrier(TableAppliers appliers, Duration patience) {
    this.appliers = appliers;
    this.patience = patience;
  }

  /** Whether nothing waits, so that there is nothing to wait for. */
  public boolean isOpen() {
    return appliers.isIdle();
  }

  /** Waits for every table. */
  public void awaitAll() {
    await(table -> true);
  }

  /** Waits for the tables that these paths may name. */
  public void await(List<List<String>> paths) {
    List<String> names =
        paths.stream()
            .filter(path -> !path.isEmpty())
            .map(path -> path.get(path.size() - 1).toLowerCase(Locale.ROOT))
            .toList();
    await(table -> names.contains(table.key().name()));
  }

  private void await(Predicate<TableId> tables) {
    try {
      if (!appliers.await(tables, patience)) {
        throw new VaneException(
            ErrorCode.LIMIT_QUERY_TIME,
            "Acknowledged rows of the table wait to be put into it, and its storage did not take them within limits.query_time. Ask again later.");
      }
    } catch (InterruptedException e) {
      throw new VaneException(ErrorCode.CANCELLED, "The query was cancelled while it waited.", e);
    }
  }
}

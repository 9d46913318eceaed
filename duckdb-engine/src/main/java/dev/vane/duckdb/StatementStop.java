package dev.vane.duckdb;

import dev.vane.spi.StopSignal;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interrupts statements of one connection when a signal says so. DuckDB forgets an interruption
 * that comes before the statement has begun, so it is repeated until the statement ends; and it
 * interrupts whatever the connection runs, so none comes after the end, where it could meet the
 * commit.
 *
 * @param signal when to stop and why
 * @param watchdog the thread that looks
 */
record StatementStop(StopSignal signal, ScheduledExecutorService watchdog) {
  private static final Logger LOG = LoggerFactory.getLogger(StatementStop.class);
  private static final long LOOK_MILLISECONDS = 20;

  /** Work of a driver. */
  interface Call<T> {
    T run() throws SQLException;
  }

  /**
   * Runs what a statement does.
   *
   * @throws dev.vane.spi.VaneException the signal's reason, if it was stopped
   */
  <T> T run(Statement statement, Call<T> call) throws SQLException {
    if (signal == StopSignal.NEVER) {
      return call.run();
    }
    signal.requireGoing();
    Running running = new Running(statement);
    Future<?> looking =
        watchdog.scheduleWithFixedDelay(
            () -> running.stop(signal),
            LOOK_MILLISECONDS,
            LOOK_MILLISECONDS,
            TimeUnit.MILLISECONDS);
    try {
      return call.run();
    } catch (SQLException failure) {
      signal.requireGoing();
      throw failure;
    } finally {
      running.end();
      looking.cancel(false);
    }
  }

  /** One statement that may be interrupted until it ends. */
  private static final class Running {
    private final Statement statement;
    private boolean ended;

    Running(Statement statement) {
      this.statement = statement;
    }

    synchronized void stop(StopSignal signal) {
      if (ended || signal.reason().isEmpty()) {
        return;
      }
      try {
        statement.cancel();
      } catch (SQLException failure) {
        LOG.debug("A statement ended while it was being stopped", failure);
      }
    }

    synchronized void end() {
      ended = true;
    }
  }
}

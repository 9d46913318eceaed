package dev.vane.duckdb;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One query from its start to its last batch, and the ways to stop it.
 *
 * <p>DuckDB's driver obeys {@code Statement.cancel} only while {@code execute} runs; once rows are
 * being read it does nothing, and only closing the connection interrupts. Between the two phases
 * there are moments when neither helps. So a stop is asked for again and again by the watchdog
 * until the query says that it has ended. A stopped query therefore may cost its connection, and
 * with it the session.
 *
 * <p>Safe for use by many threads.
 */
final class RunningQuery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningQuery.class);
  private static final long RETRY_MILLISECONDS = 20;

  /** Why it was stopped. */
  private enum Stop {
    NOT,
    CANCELLED,
    TIME_LIMIT
  }

  private final ScheduledExecutorService watchdog;
  private final DuckDBConnection connection;
  private final Duration limit;
  private final AtomicReference<Stop> stop = new AtomicReference<>(Stop.NOT);
  private final @Nullable Future<?> timer;
  private volatile @Nullable Statement executing;
  private volatile @Nullable Future<?> retry;
  private volatile boolean streaming;
  private volatile boolean ended;

  RunningQuery(ScheduledExecutorService watchdog, DuckDBConnection connection, Duration limit) {
    this.watchdog = watchdog;
    this.connection = connection;
    this.limit = limit;
    timer =
        limit.isZero()
            ? null
            : watchdog.schedule(
                () -> stop(Stop.TIME_LIMIT), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** From now on the statement's cancel is what stops. */
  void executing(Statement statement) {
    requireRunning();
    streaming = false;
    executing = statement;
  }

  /** From now on closing the connection is what stops. */
  void streaming() {
    executing = null;
    streaming = true;
    requireRunning();
  }

  void cancel() {
    stop(Stop.CANCELLED);
  }

  boolean stopped() {
    return stop.get() != Stop.NOT;
  }

  boolean ended() {
    return ended;
  }

  /** The failure as the client shall see it: that it was stopped, if it was. */
  VaneException explain(Throwable failure) {
    return switch (stop.get()) {
      case NOT -> DuckDbErrors.query(failure);
      case CANCELLED -> new VaneException(ErrorCode.CANCELLED, "The query was cancelled.", failure);
      case TIME_LIMIT ->
          new VaneException(
              ErrorCode.LIMIT_QUERY_TIME,
              "The query ran longer than %s seconds; ask for less or raise limits.query_time."
                  .formatted(limit.toMillis() / 1000.0),
              failure);
    };
  }

  /** Throws if it was stopped. */
  void requireRunning() {
    if (stopped()) {
      throw explain(new SQLException("Stopped before the engine began"));
    }
  }

  private void stop(Stop reason) {
    if (!ended && stop.compareAndSet(Stop.NOT, reason)) {
      attempt();
    }
  }

  private void attempt() {
    if (ended) {
      return;
    }
    try {
      Statement statement = executing;
      if (statement != null) {
        statement.cancel();
      } else if (streaming) {
        connection.close();
      }
    } catch (SQLException failure) {
      LOG.debug("A statement ended while it was being stopped", failure);
    }
    try {
      retry = watchdog.schedule(this::attempt, RETRY_MILLISECONDS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      LOG.debug("The engine closes", closing);
    }
  }

  /** Says that the query has ended. */
  @Override
  public void close() {
    ended = true;
    if (timer != null) {
      timer.cancel(false);
    }
    Future<?> pending = retry;
    if (pending != null) {
      pending.cancel(false);
    }
  }
}

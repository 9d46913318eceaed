package dev.vane.gateway.apply;

import dev.vane.gateway.health.Concern;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.log.CommitLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How full the log of acknowledged batches is, and who is told so. Safe for many threads. */
final class LogFill {
  private static final Logger LOG = LoggerFactory.getLogger(LogFill.class);
  private static final int NEAR_PERCENT = 80;

  private final CommitLog log;
  private final long limit;
  private final AtomicBoolean near = new AtomicBoolean();

  LogFill(CommitLog log, long limit) {
    this.log = log;
    this.limit = limit;
  }

  private boolean isNear() {
    return log.bytes() > limit / 100 * NEAR_PERCENT;
  }

  void publish(GatewayMetrics metrics) {
    metrics.observe("log_bytes", "Bytes of the log of acknowledged batches.", log::bytes);
    metrics.observe("log_entries", "Entries of the log that wait for their tables.", log::entries);
    metrics.observe(
        "log_near_limit",
        "1 while the log holds more than 80 % of limits.log_bytes.",
        () -> isNear() ? 1 : 0);
    metrics.observe(
        "log_failed", "1 after a failed sync, until a restart.", () -> log.isFailed() ? 1 : 0);
  }

  /** Writes a line when the log comes near its limit, and when it has room again. */
  void look() {
    boolean now = isNear();
    if (now != near.get() && near.compareAndSet(!now, now)) {
      if (now) {
        LOG.warn(
            "The log of acknowledged batches holds more than {} % of limits.log_bytes: tables take"
                + " rows more slowly than they come, or one can't be written",
            NEAR_PERCENT);
      } else {
        LOG.info("The log of acknowledged batches has room again");
      }
    }
  }

  List<Concern> concerns() {
    List<Concern> concerns = new ArrayList<>();
    if (log.isFailed()) {
      concerns.add(
          new Concern(
              "log_failed",
              "The disk did not confirm a write of the log of acknowledged batches; batches are refused until the gateway is started again. Look at the disk's health first."));
    }
    if (isNear()) {
      concerns.add(
          new Concern(
              "log_near_limit",
              "The log of acknowledged batches holds %,d bytes, and limits.log_bytes is %,d; batches are refused there with LIMIT_LOG. Tables take rows more slowly than they come, or one can't be written: the gateway's log says which."
                  .formatted(log.bytes(), limit)));
    }
    return concerns;
  }
}

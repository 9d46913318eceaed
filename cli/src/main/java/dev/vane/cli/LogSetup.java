package dev.vane.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.vane.config.LoggingConfiguration;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sends all logs to standard error, as text for people or as one JSON object a line. */
final class LogSetup {
  private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{0} - %msg%n%ex";

  /** They tell of their own workings at levels that a gateway's operator watches. */
  private static final List<String> CHATTY =
      List.of("io.netty", "io.grpc", "org.apache.arrow", "org.eclipse.jetty", "io.javalin");

  /** For commands that end soon: only what went wrong. */
  static final LoggingConfiguration QUIET = new LoggingConfiguration("text", "error");

  private LogSetup() {}

  static void apply(LoggingConfiguration configuration) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder(context, configuration.format()));
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = Level.toLevel(configuration.level());
    root.setLevel(level);
    root.addAppender(appender);
    if (level.equals(Level.INFO)) {
      CHATTY.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
      // It warns of each table that is too young for a checkpoint.
      context.getLogger("io.delta").setLevel(Level.ERROR);
    }
    if (level.equals(Level.DEBUG)) {
      CHATTY.forEach(name -> context.getLogger(name).setLevel(Level.INFO));
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, String format) {
    if (format.equals("json")) {
      JsonEncoder encoder = new JsonEncoder();
      encoder.setContext(context);
      encoder.setWithFormattedMessage(true);
      encoder.setWithMessage(false);
      encoder.start();
      return encoder;
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    return encoder;
  }
}

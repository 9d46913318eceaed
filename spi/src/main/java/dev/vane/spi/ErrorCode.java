package dev.vane.spi;

import static dev.vane.spi.ErrorKind.ALREADY_EXISTS;
import static dev.vane.spi.ErrorKind.CONFLICT;
import static dev.vane.spi.ErrorKind.INVALID_ARGUMENT;
import static dev.vane.spi.ErrorKind.NOT_FOUND;
import static dev.vane.spi.ErrorKind.UNAUTHENTICATED;
import static dev.vane.spi.ErrorKind.UNAVAILABLE;
import static dev.vane.spi.ErrorKind.UNSUPPORTED;
import static dev.vane.spi.ErrorType.EXTERNAL;
import static dev.vane.spi.ErrorType.RESOURCES;
import static dev.vane.spi.ErrorType.USER;

/**
 * Every error that a client can see. Names and numbers are stable: a number is never given to
 * another meaning. Numbers run by type: user from 1000, resources from 2000, external from 3000,
 * internal from 9000.
 */
public enum ErrorCode {
  // What was sent cannot be understood.
  COMMAND_INVALID(
      1000,
      USER,
      INVALID_ARGUMENT,
      false,
      "The command, ticket or action body can't be understood."),
  COMMAND_UNKNOWN_KEY(
      1001,
      USER,
      INVALID_ARGUMENT,
      false,
      "A key of the command does not exist; the message names the nearest."),
  DESCRIPTOR_INVALID(
      1002,
      USER,
      INVALID_ARGUMENT,
      false,
      "The descriptor or ticket is neither a path nor a command."),
  ACTION_UNKNOWN(1003, USER, INVALID_ARGUMENT, false, "There is no such action."),
  IPC_INVALID(1004, USER, INVALID_ARGUMENT, false, "A message is not valid Arrow IPC."),
  IPC_TRUNCATED(1005, USER, INVALID_ARGUMENT, false, "The stream ended in the middle."),
  OPTION_UNSUPPORTED(
      1006,
      USER,
      UNSUPPORTED,
      false,
      "The option exists and is not offered, here or by this backend."),
  ENDPOINT_UNKNOWN(1007, USER, NOT_FOUND, false, "Nothing is served at this method and path."),

  // Names.
  NAME_INVALID(
      1100,
      USER,
      INVALID_ARGUMENT,
      false,
      "A name is empty, too long, or has control characters, or a path has too many elements."),
  TABLE_NOT_FOUND(
      1101, USER, NOT_FOUND, false, "There is no such table; the message names the nearest."),
  TABLE_EXISTS(1102, USER, ALREADY_EXISTS, false, "The table that should be created exists."),
  TABLE_AMBIGUOUS(
      1103, USER, INVALID_ARGUMENT, false, "Several backends hold a table of that bare name."),
  STREAM_UNKNOWN(
      1104,
      USER,
      NOT_FOUND,
      false,
      "The stream is not configured and streams.auto_create is false."),
  BACKEND_UNKNOWN(1105, USER, INVALID_ARGUMENT, false, "There is no such storage backend."),
  FIELD_UNKNOWN(
      1106,
      USER,
      INVALID_ARGUMENT,
      false,
      "The table has no such field; the message names the nearest."),
  TABLE_UNREADABLE(
      1107,
      USER,
      UNSUPPORTED,
      false,
      "The table is there and needs something that is missing here."),

  // Schemas and values on the way in.
  TYPE_UNSUPPORTED(
      1200,
      USER,
      INVALID_ARGUMENT,
      false,
      "A column's Arrow type can't be stored exactly by this backend."),
  SCHEMA_INVALID(
      1201,
      USER,
      INVALID_ARGUMENT,
      false,
      "The schema can't be a table's: no columns, or names that differ only by case."),
  SCHEMA_MISMATCH(1202, USER, INVALID_ARGUMENT, false, "The stream's columns are not the table's."),
  VALUE_REFUSED(
      1203, USER, INVALID_ARGUMENT, false, "A value can't be stored without changing it."),

  // Questions.
  QUERY_INVALID(
      1300,
      USER,
      INVALID_ARGUMENT,
      false,
      "The statement does not parse, or names what does not exist."),
  QUERY_FORBIDDEN(1301, USER, INVALID_ARGUMENT, false, "The statement does more than read tables."),
  QUERY_FAILED(
      1302, USER, INVALID_ARGUMENT, false, "The statement failed on a value while it ran."),
  PIVOT_INVALID(
      1303, USER, INVALID_ARGUMENT, false, "The pivot's spec contradicts itself or the table."),
  FILTER_INVALID(
      1304, USER, INVALID_ARGUMENT, false, "A filter's operator or value does not fit its field."),
  NUMERIC_OVERFLOW(
      1305, USER, INVALID_ARGUMENT, false, "A sum left its type; the message names the wider one."),
  VERSION_NOT_FOUND(1306, USER, NOT_FOUND, false, "The table has no such version."),
  RESULT_EXPIRED(
      1307, USER, NOT_FOUND, false, "The pinned result was dropped; ask the question again."),
  STATEMENT_UNKNOWN(
      1309,
      USER,
      NOT_FOUND,
      false,
      "The prepared statement was closed, or was idle for limits.session_idle."),
  SESSION_OPTION_INVALID(
      1310, USER, INVALID_ARGUMENT, false, "There is no such session option or value."),
  TRANSACTION_UNSUPPORTED(
      1311,
      USER,
      UNSUPPORTED,
      false,
      "Transactions over several statements are not offered; each statement commits on its own."),
  JOIN_NOT_UNIQUE(
      1312,
      USER,
      INVALID_ARGUMENT,
      false,
      "A joined table has several rows for one key, which would count rows more than once."),
  HIERARCHY_INVALID(
      1313,
      USER,
      INVALID_ARGUMENT,
      false,
      "Parents or constituents in a table make no hierarchy: a circle, an unknown parent, too deep."),
  CANCELLED(1308, USER, ErrorKind.CANCELLED, false, "The caller went away or cancelled."),

  // Running.
  CONFIGURATION_INVALID(
      1400,
      USER,
      INVALID_ARGUMENT,
      false,
      "The configuration has problems; the message lists all."),
  DATA_DIRECTORY_IN_USE(1401, USER, CONFLICT, false, "Another gateway owns the data directory."),
  START_REFUSED(
      1402, USER, CONFLICT, false, "A start-up check failed; the message has the remedy."),

  // Writers that meet.
  WRITE_CONFLICT(
      1500, USER, CONFLICT, true, "Another writer changed the table meanwhile; send again."),
  LEDGER_MOVED(
      1501,
      USER,
      CONFLICT,
      true,
      "The table's ledger is not where the commit begins; ask stream.status."),

  // Producers that number their batches. Messages say what is durable last.
  OFFSET_MISSING(1510, USER, INVALID_ARGUMENT, false, "A producer's batch has no valid offset_id."),
  OFFSET_GAP(1511, USER, CONFLICT, false, "A batch was left out before this one."),
  OFFSET_REUSED(1512, USER, CONFLICT, false, "The offset was used before, for another content."),
  REPLAY_EXPIRED(
      1513,
      USER,
      CONFLICT,
      false,
      "The batch is older than what is kept to know it by, so it is not applied again."),
  PRODUCER_FENCED(1514, USER, CONFLICT, false, "A higher epoch has taken the producer over."),
  PRODUCER_BUSY(1515, USER, CONFLICT, true, "Another call writes for the same producer and epoch."),
  SCHEMA_CHANGED(
      1516,
      USER,
      CONFLICT,
      false,
      "The stream's columns, or those of its table, are no longer what they were."),

  // Maintenance.
  RETENTION_UNSAFE(
      1600,
      USER,
      INVALID_ARGUMENT,
      false,
      "The retention is below the table's own, so that readers could lose files, and it was not forced."),

  // Who may connect.
  AUTHENTICATION_REQUIRED(
      1700,
      USER,
      UNAUTHENTICATED,
      false,
      "The gateway asks who connects; the request shows nothing."),
  AUTHENTICATION_FAILED(
      1701,
      USER,
      UNAUTHENTICATED,
      false,
      "The token, or user and password, are not known to the gateway."),
  TLS_REQUIRED(
      1702, USER, INVALID_ARGUMENT, false, "The port speaks TLS, and the request came without."),

  // Limits.
  LIMIT_MESSAGE_SIZE(
      2000,
      RESOURCES,
      ErrorKind.RESOURCE_EXHAUSTED,
      false,
      "A message is larger than limits.message_size."),
  LIMIT_MEMORY(
      2001,
      RESOURCES,
      ErrorKind.RESOURCE_EXHAUSTED,
      true,
      "The memory budget is used up for the moment."),
  LIMIT_STREAMS(2002, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, true, "limits.streams are open."),
  LIMIT_TABLES(2003, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, false, "limits.tables exist."),
  LIMIT_COLUMNS(
      2004,
      RESOURCES,
      ErrorKind.RESOURCE_EXHAUSTED,
      false,
      "The schema has more columns than limits.columns."),
  LIMIT_PIVOT_CELLS(
      2005,
      RESOURCES,
      ErrorKind.RESOURCE_EXHAUSTED,
      false,
      "The pivot has more cells than limits.pivot_cells."),
  LIMIT_QUERY_TIME(
      2006, RESOURCES, ErrorKind.TIMED_OUT, false, "The query ran longer than limits.query_time."),
  LIMIT_QUERY_QUEUE(
      2007,
      RESOURCES,
      ErrorKind.RESOURCE_EXHAUSTED,
      true,
      "limits.queries run and limits.query_queue wait."),
  LIMIT_STREAM_IDLE(
      2008,
      RESOURCES,
      ErrorKind.TIMED_OUT,
      true,
      "The client was silent longer than limits.stream_idle."),
  LIMIT_CLIENT_STALL(
      2009,
      RESOURCES,
      ErrorKind.TIMED_OUT,
      true,
      "The client took no data for longer than limits.client_stall."),
  LIMIT_COMMAND_SIZE(
      2010,
      RESOURCES,
      ErrorKind.RESOURCE_EXHAUSTED,
      false,
      "The command is larger than limits.command_size."),
  LIMIT_STREAM_NAMES(
      2011, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, false, "limits.stream_names are known."),
  LIMIT_FILTER_DEPTH(
      2012,
      RESOURCES,
      ErrorKind.RESOURCE_EXHAUSTED,
      false,
      "The filter is nested deeper than limits.filter_depth."),
  LIMIT_SCRATCH(
      2013,
      RESOURCES,
      ErrorKind.RESOURCE_EXHAUSTED,
      false,
      "The pivot's cube does not fit into limits.scratch."),
  LIMIT_LOG(
      2014,
      RESOURCES,
      ErrorKind.RESOURCE_EXHAUSTED,
      true,
      "The log of acknowledged batches holds limits.log_bytes that wait for their tables."),
  LIMIT_HOT_TIER(
      2015,
      RESOURCES,
      ErrorKind.RESOURCE_EXHAUSTED,
      true,
      "Delta tables' hot tier holds delta_config.hot_limit that could not be moved into their files."),
  LIMIT_FILE_CACHE(
      2016,
      RESOURCES,
      ErrorKind.RESOURCE_EXHAUSTED,
      true,
      "The files that are read at once from an object store do not fit delta_config.s3_cache."),
  LIMIT_SESSIONS(2020, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, true, "limits.sessions are open."),
  LIMIT_PREPARED_STATEMENTS(
      2021,
      RESOURCES,
      ErrorKind.RESOURCE_EXHAUSTED,
      true,
      "limits.prepared_statements are open, or limits.prepared_memory is used up."),
  LIMIT_AUTHENTICATION(
      2030,
      RESOURCES,
      ErrorKind.RESOURCE_EXHAUSTED,
      true,
      "security.password_checks are under way; the token that one gives costs nothing."),

  // The world outside.
  STORAGE_FULL(
      3000, EXTERNAL, UNAVAILABLE, true, "The disk is full; nothing of the stream was kept."),
  STORAGE_FAILED(
      3001,
      EXTERNAL,
      UNAVAILABLE,
      true,
      "The disk or a file failed; nothing of the stream was kept."),
  STORAGE_CORRUPT(
      3002, EXTERNAL, ErrorKind.INTERNAL, false, "A stored file is not what it should be."),
  SHUTTING_DOWN(3003, EXTERNAL, UNAVAILABLE, true, "The gateway is stopping; try again later."),
  LOG_FAILED(
      3004,
      EXTERNAL,
      UNAVAILABLE,
      true,
      "The log of acknowledged batches could not be written; it takes nothing until a restart."),
  STORE_UNAVAILABLE(
      3005,
      EXTERNAL,
      UNAVAILABLE,
      true,
      "The object store does not answer; what was asked of it was not done."),
  STORE_REFUSED(
      3006,
      EXTERNAL,
      UNAVAILABLE,
      false,
      "The object store refuses the gateway: credentials, permissions, region or address."),
  STORE_MISSING(3007, EXTERNAL, UNAVAILABLE, false, "The object store has no such bucket."),

  // Faults of the gateway.
  INTERNAL(
      9000,
      ErrorType.INTERNAL,
      ErrorKind.INTERNAL,
      false,
      "A fault of the gateway; the log has the cause under the id.");

  private final int number;
  private final ErrorType type;
  private final ErrorKind kind;
  private final boolean retryable;
  private final String meaning;

  ErrorCode(int number, ErrorType type, ErrorKind kind, boolean retryable, String meaning) {
    this.number = number;
    this.type = type;
    this.kind = kind;
    this.retryable = retryable;
    this.meaning = meaning;
  }

  /** The stable number. */
  public int number() {
    return number;
  }

  /** Who has to act. */
  public ErrorType type() {
    return type;
  }

  /** What it means, whatever the wire. */
  public ErrorKind kind() {
    return kind;
  }

  /** Whether the same request may succeed later, unchanged. */
  public boolean retryable() {
    return retryable;
  }

  /** What it says, in a sentence for the documentation. */
  public String meaning() {
    return meaning;
  }
}

package dev.vane.spi;

import static dev.vane.spi.ErrorKind.ALREADY_EXISTS;
import static dev.vane.spi.ErrorKind.CONFLICT;
import static dev.vane.spi.ErrorKind.INVALID_ARGUMENT;
import static dev.vane.spi.ErrorKind.NOT_FOUND;
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
  COMMAND_INVALID(1000, USER, INVALID_ARGUMENT, false),
  COMMAND_UNKNOWN_KEY(1001, USER, INVALID_ARGUMENT, false),
  DESCRIPTOR_INVALID(1002, USER, INVALID_ARGUMENT, false),
  ACTION_UNKNOWN(1003, USER, INVALID_ARGUMENT, false),
  IPC_INVALID(1004, USER, INVALID_ARGUMENT, false),
  IPC_TRUNCATED(1005, USER, INVALID_ARGUMENT, false),
  OPTION_UNSUPPORTED(1006, USER, UNSUPPORTED, false),

  // Names.
  NAME_INVALID(1100, USER, INVALID_ARGUMENT, false),
  TABLE_NOT_FOUND(1101, USER, NOT_FOUND, false),
  TABLE_EXISTS(1102, USER, ALREADY_EXISTS, false),
  TABLE_AMBIGUOUS(1103, USER, INVALID_ARGUMENT, false),
  STREAM_UNKNOWN(1104, USER, NOT_FOUND, false),
  BACKEND_UNKNOWN(1105, USER, INVALID_ARGUMENT, false),
  FIELD_UNKNOWN(1106, USER, INVALID_ARGUMENT, false),
  TABLE_UNREADABLE(1107, USER, UNSUPPORTED, false),

  // Schemas and values on the way in.
  TYPE_UNSUPPORTED(1200, USER, INVALID_ARGUMENT, false),
  SCHEMA_INVALID(1201, USER, INVALID_ARGUMENT, false),
  SCHEMA_MISMATCH(1202, USER, INVALID_ARGUMENT, false),
  VALUE_REFUSED(1203, USER, INVALID_ARGUMENT, false),

  // Questions.
  QUERY_INVALID(1300, USER, INVALID_ARGUMENT, false),
  QUERY_FORBIDDEN(1301, USER, INVALID_ARGUMENT, false),
  QUERY_FAILED(1302, USER, INVALID_ARGUMENT, false),
  PIVOT_INVALID(1303, USER, INVALID_ARGUMENT, false),
  FILTER_INVALID(1304, USER, INVALID_ARGUMENT, false),
  NUMERIC_OVERFLOW(1305, USER, INVALID_ARGUMENT, false),
  VERSION_NOT_FOUND(1306, USER, NOT_FOUND, false),
  RESULT_EXPIRED(1307, USER, NOT_FOUND, false),
  CANCELLED(1308, USER, ErrorKind.CANCELLED, false),

  // Running.
  CONFIGURATION_INVALID(1400, USER, INVALID_ARGUMENT, false),
  DATA_DIRECTORY_IN_USE(1401, USER, CONFLICT, false),
  START_REFUSED(1402, USER, CONFLICT, false),

  // Writers that meet.
  WRITE_CONFLICT(1500, USER, CONFLICT, true),

  // Limits.
  LIMIT_MESSAGE_SIZE(2000, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, false),
  LIMIT_MEMORY(2001, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, true),
  LIMIT_STREAMS(2002, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, true),
  LIMIT_TABLES(2003, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, false),
  LIMIT_COLUMNS(2004, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, false),
  LIMIT_PIVOT_CELLS(2005, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, false),
  LIMIT_QUERY_TIME(2006, RESOURCES, ErrorKind.TIMED_OUT, false),
  LIMIT_QUERY_QUEUE(2007, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, true),
  LIMIT_STREAM_IDLE(2008, RESOURCES, ErrorKind.TIMED_OUT, true),
  LIMIT_CLIENT_STALL(2009, RESOURCES, ErrorKind.TIMED_OUT, true),
  LIMIT_COMMAND_SIZE(2010, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, false),
  LIMIT_STREAM_NAMES(2011, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, false),
  LIMIT_FILTER_DEPTH(2012, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, false),
  LIMIT_SCRATCH(2013, RESOURCES, ErrorKind.RESOURCE_EXHAUSTED, false),

  // The world outside.
  STORAGE_FULL(3000, EXTERNAL, UNAVAILABLE, true),
  STORAGE_FAILED(3001, EXTERNAL, UNAVAILABLE, true),
  STORAGE_CORRUPT(3002, EXTERNAL, ErrorKind.INTERNAL, false),
  SHUTTING_DOWN(3003, EXTERNAL, UNAVAILABLE, true),

  // Faults of the gateway.
  INTERNAL(9000, ErrorType.INTERNAL, ErrorKind.INTERNAL, false);

  private final int number;
  private final ErrorType type;
  private final ErrorKind kind;
  private final boolean retryable;

  ErrorCode(int number, ErrorType type, ErrorKind kind, boolean retryable) {
    this.number = number;
    this.type = type;
    this.kind = kind;
    this.retryable = retryable;
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
}

package dev.vane.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One file of the log. Written by one thread; read by any. */
public interface LogFile extends AutoCloseable {
  /** Adds all of the buffers' bytes at the end. */
  void write(ByteBuffer[] buffers) throws IOException;

  /** Brings to the disk what was written. */
  void sync() throws IOException;

  /** Cuts the file; the next write goes there. */
  void truncate(long size) throws IOException;

  /** Fills the buffer from an offset; returns false if the file ends before that. */
  boolean read(ByteBuffer buffer, long offset) throws IOException;

  long size() throws IOException;

  @Override
  void close() throws IOException;
}

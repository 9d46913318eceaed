package dev.vane.storage.delta.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a server and loses some of its answers: the connection ends instead. */
final class SwallowingProxy implements AutoCloseable {
  private final int server;
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger toSwallow = new AtomicInteger();
  private final AtomicInteger swallowed = new AtomicInteger();

  SwallowingProxy(int server) throws IOException {
    this.server = server;
    start(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Loses the next answers. */
  void swallow(int answers) {
    toSwallow.set(answers);
  }

  int swallowed() {
    return swallowed.get();
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void start(Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                step.run();
              } catch (IOException e) {
                // One side went away, and the other is told by the end of its connection.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
      start(() -> pump(client, upstream, false));
      start(() -> pump(upstream, client, true));
    }
  }

  private void pump(Socket from, Socket to, boolean answers) throws IOException {
    try (from;
        to) {
      InputStream input = from.getInputStream();
      byte[] bytes = new byte[1 << 14];
      for (int count = input.read(bytes); count >= 0; count = input.read(bytes)) {
        if (answers && toSwallow.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          swallowed.incrementAndGet();
          return;
        }
        to.getOutputStream().write(bytes, 0, count);
        to.getOutputStream().flush();
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

package dev.vane.http;

import io.javalin.http.Handler;

/** A path that is served, by GET. */
record Endpoint(String path, Handler handler) {
  @Override
  public String toString() {
    return "GET " + path;
  }
}

package dev.vane.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import java.io.IOException;

/** Tells the application when a request begins and ends, also one that its client abandons. */
final class RequestCounter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient Monitored application;

  RequestCounter(Monitored application) {
    this.application = application;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    application.requestBegan();
    try {
      chain.doFilter(request, response);
    } finally {
      application.requestEnded();
    }
  }
}

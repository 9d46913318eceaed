package dev.vane.gateway.pair;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/** A real backend that fails, or is looked at, where a test wants it to. */
final class FaultyStorage {
  private final Storage real;
  private boolean broken;
  private int failures;
  private Runnable beforeFailure = () -> {};
  private Runnable afterCommit = () -> {};

  FaultyStorage(Storage real) {
    this.real = real;
  }

  Storage real() {
    return real;
  }

  List<TableId> tables() {
    return real.tables();
  }

  /** From now on no stream can be begun or committed. */
  void failEverything() {
    broken = true;
  }

  void recover() {
    broken = false;
  }

  void failCommitOnce() {
    failures = 1;
  }

  void failCommitAfter(Runnable action) {
    failures = 1;
    beforeFailure = action;
  }

  void afterCommit(Runnable action) {
    afterCommit = action;
  }

  Storage faulty() {
    return proxy(
        Storage.class,
        (proxy, method, arguments) -> {
          Object result = invoke(real, method, arguments);
          return result instanceof TableWriter writer ? faulty(writer) : result;
        });
  }

  private TableWriter faulty(TableWriter writer) {
    return proxy(
        TableWriter.class,
        (proxy, method, arguments) -> {
          if (!method.getName().equals("commit")) {
            return invoke(writer, method, arguments);
          }
          if (broken || failures-- > 0) {
            beforeFailure.run();
            writer.abort();
            throw new VaneException(ErrorCode.STORAGE_FAILED, "The test lets the commit fail.");
          }
          Object receipt = invoke(writer, method, arguments);
          afterCommit.run();
          return receipt;
        });
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}

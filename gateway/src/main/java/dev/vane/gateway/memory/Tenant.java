package dev.vane.gateway.memory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The sum of one tenant's streams. Kept for the life of the process; there are few tenants. */
final class Tenant {
  private final AtomicLong held = new AtomicLong();
  private final Set<StreamAccount> accounts = ConcurrentHashMap.newKeySet();

  long held() {
    return held.get();
  }

  void add(long bytes) {
    held.addAndGet(bytes);
  }

  void opened(StreamAccount account) {
    accounts.add(account);
  }

  void closed(StreamAccount account) {
    accounts.remove(account);
  }

  /** Asks again what the streams' writers hold, because writers give back without saying so. */
  void measure() {
    accounts.forEach(StreamAccount::measure);
  }
}

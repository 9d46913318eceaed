package dev.vane.cli.serve;

import java.util.List;

/** Whether this Java can run a gateway, and with the flags that Arrow and DuckDB need. */
final class JavaChecks {
  private static final int OLDEST = 17;
  private static final int GUARDS_NATIVE_ACCESS = 24;

  private JavaChecks() {}

  static List<Finding> run() {
    return List.of(version(), buffers(), nativeAccess());
  }

  private static Finding version() {
    String detail = Runtime.version() + ", " + System.getProperty("java.vendor");
    return Runtime.version().feature() >= OLDEST
        ? Finding.ok("Java", detail)
        : Finding.problem(
            "Java", detail + " is too old.", "Install Java 17 or later and set JAVA_HOME.");
  }

  private static Finding buffers() {
    boolean open = Object.class.getModule().isOpen("java.nio", JavaChecks.class.getModule());
    return open
        ? Finding.ok("JVM flags", "Arrow may reach its buffers.")
        : Finding.problem(
            "JVM flags",
            "Arrow is kept from its buffers.",
            "Start through ./vane or java -jar vane.jar, or add"
                + " --add-opens=java.base/java.nio=ALL-UNNAMED.");
  }

  /** Later Javas warn of native code on the terminal, and will refuse it one day. */
  private static Finding nativeAccess() {
    if (Runtime.version().feature() < GUARDS_NATIVE_ACCESS) {
      return Finding.ok("Native access", "This Java does not guard it.");
    }
    try {
      // The method is newer than the Java that this is compiled for.
      boolean enabled =
          (boolean)
              Module.class.getMethod("isNativeAccessEnabled").invoke(JavaChecks.class.getModule());
      return enabled
          ? Finding.ok("Native access", "enabled")
          : Finding.warning(
              "Native access",
              "Java warns of native code.",
              "Start through ./vane, or add --enable-native-access=ALL-UNNAMED.");
    } catch (ReflectiveOperationException e) {
      return Finding.ok("Native access", "This Java does not tell.");
    }
  }
}

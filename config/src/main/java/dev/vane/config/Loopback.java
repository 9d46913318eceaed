package dev.vane.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Which hosts only this machine reaches. No name is looked up, since the answer may change. */
final class Loopback {
  // Only texts that are addresses, for which InetAddress asks no name server.
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[?[0-9A-Fa-f.:]*:[0-9A-Fa-f.:]*]?");

  private Loopback() {}

  static boolean contains(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    if (!ADDRESS.matcher(host).matches()) {
      return false;
    }
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException noAddress) {
      return false;
    }
  }
}

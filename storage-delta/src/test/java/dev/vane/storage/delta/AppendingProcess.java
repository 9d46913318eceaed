package dev.vane.storage.delta;

import java.nio.file.Path;

/** A gateway's storage in a process of its own: appends numbered rows and prints the versions. */
final class AppendingProcess {
  private AppendingProcess() {}

  /** Arguments: directory of the house, table, number of the process, appends. */
  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    int process = Integer.parseInt(arguments[2]);
    try (DeltaHouse house = new DeltaHouse(directory)) {
      // The parent lets all processes go at once.
      System.out.println("ready");
      if (new java.util.Scanner(System.in, java.nio.charset.StandardCharsets.UTF_8).hasNextLine()) {
        for (int index = 0; index < Integer.parseInt(arguments[3]); index++) {
          String query = "SELECT %d AS process, %d AS number".formatted(process, index);
          System.out.println(house.append(arguments[1], query).version());
        }
      }
    }
  }
}

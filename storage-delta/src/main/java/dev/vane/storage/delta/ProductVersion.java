package dev.vane.storage.delta;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** How the history of a table names this program. */
final class ProductVersion {
  static final String ENGINE_INFO = "Vane/" + read();

  private ProductVersion() {}

  private static String read() {
    Properties properties = new Properties();
    try (InputStream stream = ProductVersion.class.getResourceAsStream("product.properties")) {
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}

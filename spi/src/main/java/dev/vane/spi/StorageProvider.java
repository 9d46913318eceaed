package dev.vane.spi;

/** How a backend is found: by {@link java.util.ServiceLoader}. */
public interface StorageProvider {
  /** The backend's name, as in paths and settings. */
  String name();

  /**
   * Opens the backend, repairing what a crash left.
   *
   * @throws VaneException with a remedy when that is impossible
   */
  Storage open(StorageContext context);
}

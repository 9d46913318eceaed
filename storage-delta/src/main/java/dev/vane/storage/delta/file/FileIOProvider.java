package dev.vane.storage.delta.file;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a store of files other than the local disk is found: by {@link java.util.ServiceLoader}, so
 * that its client can stay off the class path of whoever does not use it.
 */
public interface FileIOProvider {
  /** What its locations begin with, such as {@code s3}. */
  String scheme();

  /** The settings that it knows. */
  List<String> settings();

  /**
   * Opens a store, which is reached and checked on return.
   *
   * @param location the address of the root
   * @param local a folder of this machine for copies and for what is being written
   * @param settings the backend's part of the configuration
   * @throws dev.vane.spi.VaneException with a remedy when it can't be used
   */
  FileIO open(String location, Path local, Map<String, String> settings);
}

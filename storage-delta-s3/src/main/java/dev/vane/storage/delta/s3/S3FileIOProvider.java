package dev.vane.storage.delta.s3;

import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.FileIOProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Offers object stores under locations that begin with {@code s3}. */
public final class S3FileIOProvider implements FileIOProvider {
  @Override
  public String scheme() {
    return "s3";
  }

  @Override
  public List<String> settings() {
    return S3Settings.KEYS;
  }

  @Override
  public FileIO open(String location, Path local, Map<String, String> settings) {
    return S3FileIO.open(S3Settings.of(location, settings), local);
  }
}

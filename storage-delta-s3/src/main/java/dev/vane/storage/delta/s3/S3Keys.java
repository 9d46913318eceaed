package dev.vane.storage.delta.s3;

import dev.vane.storage.delta.file.LeavesFolderException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Between paths below the local root and keys of a bucket. A key that is no plain path below the
 * root, such as one with {@code ..} in it, has no path, so nothing is ever done outside.
 *
 * @param root of the local paths
 * @param prefix of the keys, without a slash at its end
 */
record S3Keys(Path root, String prefix) {
  /**
   * The key of a file.
   *
   * @throws LeavesFolderException when the path is not below the root
   */
  String of(Path file) throws LeavesFolderException {
    Path path = file.normalize();
    if (!path.startsWith(root) || path.equals(root)) {
      throw new LeavesFolderException(file);
    }
    return start() + root.relativize(path).toString().replace('\\', '/');
  }

  /** What the keys of all files of a folder begin with. */
  String within(Path folder) throws LeavesFolderException {
    return folder.equals(root) ? start() : of(folder) + "/";
  }

  private String start() {
    return prefix.isEmpty() ? "" : prefix + "/";
  }

  /** The path of a key, or of what keys begin with. */
  Optional<Path> path(String key) {
    String relative = key.substring(start().length());
    try {
      Path path =
          root.resolve(
              relative.endsWith("/") ? relative.substring(0, relative.length() - 1) : relative);
      boolean plain = path.equals(path.normalize()) && path.startsWith(root) && !path.equals(root);
      return plain && of(path).equals(key.replaceAll("/$", ""))
          ? Optional.of(path)
          : Optional.empty();
    } catch (InvalidPathException | LeavesFolderException e) {
      return Optional.empty();
    }
  }
}

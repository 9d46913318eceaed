package dev.vane.storage.delta.standalone;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The disk as Standalone sees it, which makes the store by its name. Standalone answers a lost race
 * by its own rules for what may go on top of what. Those of {@link
 * dev.vane.storage.delta.log.OptimisticCommit} hold instead, so a lost race leaves Standalone as
 * {@link VersionTakenException}. What a thread published is noted, because Standalone may fail in
 * what it does after a commit, which is then there all the same.
 */
public final class StandaloneLogStore extends LinkLogStore {
  private static final ThreadLocal<@Nullable String> PUBLISHED = new ThreadLocal<>();

  public StandaloneLogStore(Configuration configuration) {
    super(configuration);
  }

  /** Another writer has the version. */
  static final class VersionTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VersionTakenException(FileAlreadyExistsException cause) {
      super(cause);
    }
  }

  /** Forgets what this thread has published. */
  static void forget() {
    PUBLISHED.remove();
  }

  /** Whether this thread has published a file of this name since it forgot. */
  static boolean hasPublished(String name) {
    return name.equals(PUBLISHED.get());
  }

  @Override
  public void write(
      Path path, Iterator<String> actions, Boolean overwrite, Configuration configuration)
      throws IOException {
    try {
      super.write(path, actions, overwrite, configuration);
    } catch (FileAlreadyExistsException e) {
      throw new VersionTakenException(e);
    }
    if (!overwrite) {
      PUBLISHED.set(path.getName());
    }
  }
}

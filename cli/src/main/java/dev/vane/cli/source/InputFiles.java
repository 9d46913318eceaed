package dev.vane.cli.source;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that are meant by what was written on the command line. */
public final class InputFiles {
  /** Standard input, as it is written. */
  public static final String STANDARD_INPUT = "-";

  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");
  private static final Pattern KNOWN =
      Pattern.compile(
          ".*\\.(parquet|arrow|arrows|feather|ipc|csv|tsv|tab|json|jsonl|ndjson)(\\.(gz|zst|zstd))?",
          Pattern.CASE_INSENSITIVE);

  private InputFiles() {}

  /**
   * Files are taken as they are, patterns for what they match, and folders for the files of a known
   * ending in and below them; both in order of their names. What begins with a dot or an underscore
   * is not looked at, as writers of folders mean it.
   *
   * @throws IllegalArgumentException for a folder that holds columns in the names of its folders
   * @throws NoSuchFileException for a file that is not there, and where nothing is found
   */
  public static List<String> find(List<String> written) throws IOException {
    List<String> found = new ArrayList<>();
    for (String name : written) {
      if (name.equals(STANDARD_INPUT)) {
        found.add(name);
        continue;
      }
      int before = found.size();
      Path path = Path.of(name);
      if (Files.isDirectory(path)) {
        addFolder(path, found);
      } else if (Files.isReadable(path)) {
        found.add(name);
      } else if (GLOB.matcher(name).find()) {
        addMatches(name, found);
      }
      if (found.size() == before) {
        throw new NoSuchFileException(name);
      }
    }
    return found;
  }

  private static void addFolder(Path folder, List<String> found) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      below
          .filter(path -> !hidden(folder.relativize(path)))
          .filter(path -> KNOWN.matcher(path.getFileName().toString()).matches())
          .filter(Files::isRegularFile)
          .sorted()
          .forEach(
              path -> {
                refusePartition(folder, folder.relativize(path));
                found.add(path.toString());
              });
    }
  }

  /** The value of such a column stands nowhere else, so the rows would be stored without it. */
  private static void refusePartition(Path folder, Path relative) {
    for (Path part : relative) {
      if (part.toString().indexOf('=') > 0 && !part.equals(relative.getFileName())) {
        throw new IllegalArgumentException(
            folder
                + " is divided into folders such as "
                + part
                + ", whose values are not in the files. Send each such folder by itself if its rows"
                + " need no such column, or write the column into the files.");
      }
    }
  }

  private static boolean hidden(Path relative) {
    for (Path part : relative) {
      String name = part.toString();
      if (name.startsWith(".") || name.startsWith("_")) {
        return true;
      }
    }
    return false;
  }

  /** The pattern stands in the last element, where a shell would have expanded it. */
  private static void addMatches(String pattern, List<String> found) throws IOException {
    Path path = Path.of(pattern);
    Path parent = path.getParent();
    Path folder = parent == null ? Path.of(".") : parent;
    if (!Files.isDirectory(folder)) {
      return;
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + path.getFileName());
    List<String> matches = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (matcher.matches(entry.getFileName()) && Files.isRegularFile(entry)) {
          matches.add((parent == null ? entry.getFileName() : entry).toString());
        }
      }
    }
    matches.sort(null);
    found.addAll(matches);
  }
}

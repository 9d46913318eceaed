package dev.vane.storage.delta.s3;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.FileCacheStatus;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.AtomicPublication;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.LeavesFolderException;
import dev.vane.storage.delta.file.StoredFile;
import dev.vane.storage.delta.file.WantedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Files in a bucket. What is published is put under a condition, what is stored goes up as it is,
 * what is fetched is kept in a bounded folder. There are no folders to make or to sync: an object
 * that a store has acknowledged is there for everybody and stays.
 */
final class S3FileIO implements FileIO {
  private final S3Settings settings;
  private final S3Keys keys;
  private final S3Clients clients;
  private final S3Errors errors;
  private final LocalCopies copies;
  private final Transfers transfers;
  private final ConditionalPut conditional;

  private S3FileIO(S3Settings settings, Path local) throws IOException {
    this.settings = settings;
    this.keys = new S3Keys(local, settings.prefix());
    this.clients = S3Clients.of(settings);
    this.errors = new S3Errors(settings);
    this.copies = new LocalCopies(settings.cacheBytes());
    copies.find(local);
    this.transfers = new Transfers(clients.patient(), errors, settings.bucket(), keys, copies);
    this.conditional = new ConditionalPut(clients, errors, settings.bucket());
  }

  /** Opens a store and makes sure that it can hold tables. */
  static S3FileIO open(S3Settings settings, Path local) {
    try {
      Files.createDirectories(local);
      S3FileIO store = new S3FileIO(settings, local.toRealPath());
      try {
        new StoreCheck(store, settings).run();
        return store;
      } catch (IOException | RuntimeException e) {
        store.close();
        throw e;
      }
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The folder %s for copies of files can't be used (%s). Check its owner and permissions."
              .formatted(local, e.getMessage()),
          e);
    }
  }

  private S3Client client() {
    return clients.patient();
  }

  @Override
  public Path root() {
    return keys.root();
  }

  @Override
  public String location(Path path) {
    Path relative = root().relativize(path);
    return settings.location()
        + (relative.toString().isEmpty() ? "" : "/" + relative.toString().replace('\\', '/'));
  }

  @Override
  public boolean isFolder(Path folder) throws IOException {
    return !page(request(keys.within(folder)).maxKeys(1).build()).contents().isEmpty();
  }

  @Override
  public List<Path> folders(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    for (ListObjectsV2Response page : pages(request(keys.within(folder)).delimiter("/").build())) {
      for (CommonPrefix prefix : page.commonPrefixes()) {
        keys.path(prefix.prefix()).ifPresent(found::add);
      }
    }
    return found;
  }

  @Override
  public boolean isLink(Path path) {
    return false;
  }

  @Override
  public Optional<StoredFile> find(Path file) throws IOException {
    return head(file)
        .map(
            object ->
                new StoredFile(file, object.contentLength(), object.lastModified(), object.eTag()));
  }

  private Optional<HeadObjectResponse> head(Path file) throws IOException {
    String key = keys.of(file);
    try {
      return Optional.of(
          client().headObject(request -> request.bucket(settings.bucket()).key(key)));
    } catch (SdkException e) {
      if (S3Errors.isStatus(e, S3Errors.NOT_FOUND)) {
        return Optional.empty();
      }
      throw errors.of(e);
    }
  }

  /** The request names what comes before the first name, so one less than that is asked for. */
  @Override
  public List<StoredFile> list(Path folder, String from) throws IOException {
    String within = keys.within(folder);
    String before = from.isEmpty() ? "" : from.substring(0, from.length() - 1);
    List<StoredFile> found = new ArrayList<>();
    for (ListObjectsV2Response page :
        pages(request(within).delimiter("/").startAfter(within + before).build())) {
      for (S3Object object : page.contents()) {
        stored(object).filter(file -> file.name().compareTo(from) >= 0).ifPresent(found::add);
      }
    }
    if (found.isEmpty() && !isFolder(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    return found;
  }

  @Override
  public void walk(Path folder, Predicate<Path> enters, Consumer<StoredFile> visitor)
      throws IOException {
    Map<Path, Boolean> entered = new HashMap<>(Map.of(folder, true));
    for (ListObjectsV2Response page : pages(request(keys.within(folder)).build())) {
      for (S3Object object : page.contents()) {
        Optional<StoredFile> file = stored(object);
        if (file.isPresent()
            && isEntered(AtomicPublication.parent(file.get().path()), entered, enters)) {
          visitor.accept(file.get());
        }
      }
    }
  }

  private static boolean isEntered(Path folder, Map<Path, Boolean> entered, Predicate<Path> enters)
      throws IOException {
    Boolean known = entered.get(folder);
    if (known == null) {
      known = isEntered(AtomicPublication.parent(folder), entered, enters) && enters.test(folder);
      entered.put(folder, known);
    }
    return known;
  }

  /** Keys that end in a slash stand for folders, which some programs make. */
  private Optional<StoredFile> stored(S3Object object) {
    return object.key().endsWith("/")
        ? Optional.empty()
        : keys.path(object.key())
            .map(path -> new StoredFile(path, object.size(), object.lastModified(), object.eTag()));
  }

  private ListObjectsV2Request.Builder request(String prefix) {
    return ListObjectsV2Request.builder().bucket(settings.bucket()).prefix(prefix);
  }

  private ListObjectsV2Response page(ListObjectsV2Request request) {
    try {
      return client().listObjectsV2(request);
    } catch (SdkException e) {
      throw errors.of(e);
    }
  }

  private List<ListObjectsV2Response> pages(ListObjectsV2Request request) {
    List<ListObjectsV2Response> pages = new ArrayList<>();
    ListObjectsV2Response page = page(request);
    pages.add(page);
    while (Boolean.TRUE.equals(page.isTruncated())) {
      page = page(request.toBuilder().continuationToken(page.nextContinuationToken()).build());
      pages.add(page);
    }
    return pages;
  }

  @Override
  public InputStream read(Path file) throws IOException {
    String key = keys.of(file);
    try {
      return client().getObject(request -> request.bucket(settings.bucket()).key(key));
    } catch (SdkException e) {
      throw missingOr(file, e);
    }
  }

  @Override
  public SeekableByteChannel open(Path file) throws IOException {
    HeadObjectResponse object =
        head(file).orElseThrow(() -> new NoSuchFileException(file.toString()));
    return new RangeChannel(client(), errors, settings.bucket(), keys.of(file), object);
  }

  /**
   * @return what to throw where a file may be missing
   * @throws VaneException where it is something else
   */
  private IOException missingOr(Path file, SdkException failure) {
    if (S3Errors.isMissing(failure)) {
      return (IOException) new NoSuchFileException(file.toString()).initCause(failure);
    }
    throw errors.of(failure);
  }

  @Override
  public Path temporary(Path target) throws IOException {
    Files.createDirectories(AtomicPublication.parent(target));
    return AtomicPublication.temporaryFor(target);
  }

  @Override
  public void publish(Path temporary, Path target, boolean replace) throws IOException {
    String key = keys.of(target);
    try {
      if (replace) {
        transfers.upload(temporary, key);
      } else {
        conditional.run(temporary, key);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public void store(Collection<Path> files) throws IOException {
    transfers.store(files);
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
  }

  @Override
  public void sync(Set<Path> folders) {
    // What the store has acknowledged is durable.
  }

  @Override
  public boolean delete(Path file) throws IOException {
    boolean there = head(file).isPresent();
    String key = keys.of(file);
    copies.remove(file);
    try {
      client().deleteObject(request -> request.bucket(settings.bucket()).key(key));
      return there;
    } catch (SdkException e) {
      throw errors.of(e);
    }
  }

  /** What was not published never came to the store. */
  @Override
  public List<StoredFile> leftOvers(Path folder, Instant limit) {
    return List.of();
  }

  @Override
  public void fetch(Path folder, Collection<WantedFile> files) throws IOException {
    for (WantedFile file : files) {
      Path path = file.path().normalize();
      if (!path.startsWith(folder) || path.equals(folder)) {
        throw new LeavesFolderException(file.path());
      }
    }
    transfers.fetch(files);
  }

  @Override
  public Reading reading() {
    return copies.reading();
  }

  @Override
  public FileCacheStatus cache() {
    return copies.status();
  }

  @Override
  public void close() {
    transfers.close();
    clients.close();
  }
}

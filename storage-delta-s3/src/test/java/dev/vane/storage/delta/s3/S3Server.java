package dev.vane.storage.delta.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** S3Proxy in a process of its own, over a folder, with signatures checked. */
public final class S3Server implements AutoCloseable {
  public static final String ACCESS_KEY = "vane-test";
  public static final String SECRET_KEY = "vane-test-secret";
  public static final String BUCKET = "lake";

  private final Path folder;
  private final Path credentials;
  private final int port;
  private Process process;

  private S3Server(Path folder, int port) throws IOException {
    this.folder = folder;
    this.port = port;
    this.credentials =
        Files.writeString(
            folder.resolve("credentials"),
            "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                .formatted(ACCESS_KEY, SECRET_KEY));
    this.process = launch();
  }

  /** Starts a server with one empty bucket. */
  public static S3Server start(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("objects").resolve(BUCKET));
    return new S3Server(folder, freePort());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Process launch() throws IOException {
    Path properties =
        Files.writeString(
            folder.resolve("s3proxy.conf"),
            """
            s3proxy.endpoint=http://127.0.0.1:%d
            s3proxy.authorization=aws-v4
            s3proxy.identity=%s
            s3proxy.credential=%s
            jclouds.provider=filesystem-nio2
            jclouds.identity=local
            jclouds.credential=local
            jclouds.filesystem.basedir=%s
            """
                .formatted(port, ACCESS_KEY, SECRET_KEY, folder.resolve("objects")));
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar().toString(),
                "--properties",
                properties.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    awaitAnswer(started);
    return started;
  }

  private static Path jar() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of("target", "s3-server"))) {
      return jars.filter(path -> path.toString().endsWith(".jar")).findFirst().orElseThrow();
    }
  }

  private void awaitAnswer(Process started) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        if (!started.isAlive() || System.nanoTime() > deadline) {
          throw new IOException(Files.readString(folder.resolve("s3proxy.log")), e);
        }
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The settings of a backend whose tables are below a prefix. */
  public Map<String, String> settings(String prefix) {
    return new HashMap<>(
        Map.of(
            "location",
            "s3://" + BUCKET + "/" + prefix,
            "s3_endpoint",
            endpoint().toString(),
            "s3_path_style",
            "true",
            "s3_credentials_file",
            credentials.toString(),
            "s3_timeout_millis",
            "5000"));
  }

  public S3Client client() {
    return S3Client.builder()
        .httpClient(UrlConnectionHttpClient.create())
        .region(Region.US_EAST_1)
        .endpointOverride(endpoint())
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
        .build();
  }

  /** The keys of all objects below a prefix. */
  public List<String> keys(String prefix) {
    try (S3Client client = client()) {
      return client
          .listObjectsV2Paginator(request -> request.bucket(BUCKET).prefix(prefix))
          .contents()
          .stream()
          .map(object -> object.key())
          .toList();
    }
  }

  /** The server goes away; what it holds stays. */
  public void stop() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The server comes back at the same address. */
  public void restart() {
    try {
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}

package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vane.cli.serve.RunningGateway;
import dev.vane.client.VaneClient;
import dev.vane.client.VaneClientBuilder;
import dev.vane.client.VaneClientException;
import dev.vane.config.ConfigurationLoader;
import dev.vane.config.ConfigurationSources;
import dev.vane.config.EffectiveConfiguration;
import dev.vane.config.Machine;
import dev.vane.gateway.security.Credentials;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS and authentication on both ports, with real certificates, clients and commands. */
@Timeout(120)
class SecurityTest {
  private static final String TOKEN = Credentials.newToken();
  private static final String PASSWORD = "correct horse: battery";

  @TempDir private static Path certificateFolder;
  private static TestCertificates certificates;
  private static Path credentials;

  @TempDir private Path folder;

  @BeforeAll
  static void makeCertificates() throws IOException {
    certificates =
        new TestCertificates(certificateFolder)
            .signed("server")
            .signed("client")
            .expired("expired");
    CommandRun user =
        CommandRun.withInput(
            (PASSWORD + "\n").getBytes(StandardCharsets.UTF_8), "credentials", "--user", "alice");
    assertThat(user.exitCode()).isZero();
    assertThat(user.out()).startsWith("user alice pbkdf2-sha256:").doesNotContain(PASSWORD);
    credentials = certificateFolder.resolve("credentials");
    Files.writeString(
        credentials,
        "# Who may connect\n" + user.out() + Credentials.tokenLine("tests", TOKEN) + "\n");
  }

  @Test
  void whoShowsATokenOrAPasswordIsLetInAndNobodyElse() throws Exception {
    try (RunningGateway gateway = secured(Map.of())) {
      assertThat(gateway.flightUri()).startsWith("grpc+tls://127.0.0.1:");
      try (VaneClient client = client(gateway).token(TOKEN).build()) {
        assertThat(client.tables()).isEmpty();
      }
      try (VaneClient client = client(gateway).user("alice", PASSWORD).build()) {
        assertThat(client.tables()).isEmpty();
        // From the second call on it is the token that the first was given.
        assertThat(client.tables()).isEmpty();
      }
      assertThat(refusal(client(gateway)).code()).isEqualTo("AUTHENTICATION_REQUIRED");
      VaneClientException wrong = refusal(client(gateway).token(TOKEN + "x"));
      assertThat(wrong.code()).isEqualTo("AUTHENTICATION_FAILED");
      assertThat(wrong.text()).doesNotContain(TOKEN);
      for (String[] pair : new String[][] {{"alice", "wrong"}, {"bob", PASSWORD}}) {
        assertThat(refusal(client(gateway).user(pair[0], pair[1])).code())
            .isEqualTo("AUTHENTICATION_FAILED");
      }
      Path tokenFile = Files.writeString(folder.resolve("token"), TOKEN + "\n");
      CommandRun tables =
          CommandRun.of(
              "tables",
              "--server",
              gateway.flightUri(),
              "--token-file",
              tokenFile.toString(),
              "--tls-ca",
              certificates.certificate("authority").toString());
      assertThat(tables.err()).isEmpty();
      assertThat(tables.exitCode()).isZero();
      CommandRun refused =
          CommandRun.of(
              "tables",
              "--server",
              gateway.flightUri(),
              "--tls-ca",
              certificates.certificate("authority").toString());
      assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
      assertThat(refused.err()).contains("AUTHENTICATION_REQUIRED");
    }
  }

  @Test
  void metricsAreForWhoShowsATokenAndHealthIsForEverybody() throws Exception {
    try (RunningGateway gateway = secured(Map.of())) {
      String http = gateway.httpUri().orElseThrow();
      assertThat(http).startsWith("https://127.0.0.1:");
      assertThat(get(http + "/health/live", Optional.empty()).statusCode()).isEqualTo(200);
      HttpResponse<String> refused = get(http + "/metrics", Optional.empty());
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.body()).contains("AUTHENTICATION_REQUIRED");
      assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow()).contains("Bearer");
      assertThat(get(http + "/metrics", Optional.of("Bearer nobody's")).statusCode())
          .isEqualTo(401);
      HttpResponse<String> metrics = get(http + "/metrics", Optional.of("Bearer " + TOKEN));
      assertThat(metrics.statusCode()).isEqualTo(200);
      assertThat(metrics.body())
          .contains("vane_errors_total{code=\"AUTHENTICATION_FAILED\",} 1.0")
          .doesNotContain(TOKEN, PASSWORD, "alice");
    }
  }

  @Test
  void plainTextAgainstTlsAndTlsAgainstPlainTextAreToldWhatToDo() throws Exception {
    try (RunningGateway gateway = secured(Map.of())) {
      VaneClientException refused =
          refusal(VaneClient.builder(gateway.flightUri().replace("grpc+tls", "grpc")).token(TOKEN));
      assertThat(refused.code()).isEqualTo(VaneClientException.TLS_FAILED);
      assertThat(refused.text()).contains("grpc+tls://");
      URI http = URI.create(gateway.httpUri().orElseThrow());
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.getPort())) {
        socket
            .getOutputStream()
            .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(answer).startsWith("HTTP/1.1 400").contains("TLS_REQUIRED", "https://");
      }
    }
    try (RunningGateway plain = RunningGateway.start(load(Map.of()).configuration())) {
      VaneClientException refused =
          refusal(VaneClient.builder(plain.flightUri().replace("grpc", "grpc+tls")));
      assertThat(refused.code()).isEqualTo(VaneClientException.TLS_FAILED);
      assertThat(refused.text()).contains("grpc://");
    }
  }

  @Test
  void clientOfAGatewayThatAsksForCertificatesNeedsOneThatIsGood() throws Exception {
    Map<String, String> asking =
        Map.of("security.tls.client_ca", certificates.certificate("authority").toString());
    try (RunningGateway gateway = secured(asking)) {
      try (VaneClient client = certified(gateway, "client").token(TOKEN).build()) {
        assertThat(client.tables()).isEmpty();
      }
      assertThat(refusal(certified(gateway, "client")).code()).isEqualTo("AUTHENTICATION_REQUIRED");
      assertThat(refusal(client(gateway).token(TOKEN)).code())
          .isEqualTo(VaneClientException.TLS_FAILED);
      assertThat(refusal(certified(gateway, "expired").token(TOKEN)).code())
          .isEqualTo(VaneClientException.TLS_FAILED);
      String http = gateway.httpUri().orElseThrow();
      assertThat(get(http + "/health/ready", Optional.empty()).statusCode()).isEqualTo(200);
      assertThat(get(http + "/metrics", Optional.of("Bearer " + TOKEN)).statusCode())
          .isEqualTo(401);
    }
  }

  /** The names of the options are the driver's. */
  @Test
  void flightSqlByJdbcAsksForTheSameAsBaseFlight() throws Exception {
    try (RunningGateway gateway = secured(Map.of())) {
      assertThat(jdbc(gateway, Map.of("user", "alice", "password", PASSWORD))).isEqualTo(42);
      assertThat(jdbc(gateway, Map.of("token", TOKEN))).isEqualTo(42);
      assertThatThrownBy(() -> jdbc(gateway, Map.of("user", "alice", "password", "not it")))
          .hasStackTraceContaining("AUTHENTICATION_FAILED");
      assertThatThrownBy(() -> jdbc(gateway, Map.of()))
          .hasStackTraceContaining("AUTHENTICATION_REQUIRED");
    }
    Map<String, String> asking =
        Map.of("security.tls.client_ca", certificates.certificate("authority").toString());
    Map<String, String> shown =
        Map.of(
            "clientCertificate", certificates.certificate("client").toString(),
            "clientKey", certificates.key("client").toString(),
            "token", TOKEN);
    try (RunningGateway gateway = secured(asking)) {
      assertThat(jdbc(gateway, shown)).isEqualTo(42);
      assertThatThrownBy(() -> jdbc(gateway, Map.of("token", TOKEN)))
          .isInstanceOf(SQLException.class);
    }
  }

  private static int jdbc(RunningGateway gateway, Map<String, String> options) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(options);
    properties.setProperty("useEncryption", "true");
    properties.setProperty("tlsRootCerts", certificates.certificate("authority").toString());
    String url = "jdbc:arrow-flight-sql://" + gateway.flightUri().replace("grpc+tls://", "");
    try (Connection connection = DriverManager.getConnection(url, properties);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 42")) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }

  @Test
  void certificateThatTheClientDoesNotTrustIsNamed() throws Exception {
    try (RunningGateway gateway = secured(Map.of())) {
      VaneClientException refused = refusal(VaneClient.builder(gateway.flightUri()).token(TOKEN));
      assertThat(refused.code()).isEqualTo(VaneClientException.TLS_FAILED);
      assertThat(refused.text()).contains("trust");
    }
  }

  @Test
  void gatewayDoesNotStartWithFilesThatAreOfNoUse() {
    Map<String, String> expired =
        Map.of(
            "security.tls.certificate", certificates.certificate("expired").toString(),
            "security.tls.key", certificates.key("expired").toString());
    assertThat(startRefusal(expired))
        .contains("security.tls.certificate", "has expired on", "expired.pem");
    Map<String, String> otherKey =
        Map.of(
            "security.tls.certificate", certificates.certificate("server").toString(),
            "security.tls.key", certificates.key("client").toString());
    assertThat(startRefusal(otherKey)).contains("security.tls.key", "is not the key");
    Map<String, String> noCredentials =
        Map.of("security.credentials", certificates.certificate("server").toString());
    assertThat(startRefusal(noCredentials)).contains("Line 1", "vane credentials");
  }

  @Test
  void doctorTellsOfTheFilesAndOfNoSecret() throws IOException {
    CommandRun run =
        CommandRun.withInput(
            new byte[0],
            "doctor",
            "--config",
            Files.writeString(
                    folder.resolve("vane.yaml"),
                    """
                    data_dir: %s
                    flight: {port: 0}
                    http: {port: 0}
                    security:
                      tls: {certificate: %s, key: %s}
                      credentials: %s
                    """
                        .formatted(
                            folder.resolve("data"),
                            certificates.certificate("server"),
                            certificates.key("server"),
                            credentials))
                .toString());
    assertThat(run.out())
        .contains("CN=server, valid until", "1 users, 1 tokens")
        .doesNotContain("pbkdf2", "sha256:", "alice", TOKEN);
  }

  private RunningGateway secured(Map<String, String> more) {
    Map<String, String> flags = new HashMap<>(more);
    flags.put("security.tls.certificate", certificates.certificate("server").toString());
    flags.put("security.tls.key", certificates.key("server").toString());
    flags.put("security.credentials", credentials.toString());
    EffectiveConfiguration configuration = load(flags);
    assertThat(configuration.toTable()).doesNotContain(TOKEN, "pbkdf2");
    return RunningGateway.start(configuration.configuration());
  }

  private EffectiveConfiguration load(Map<String, String> more) {
    Map<String, String> flags = new HashMap<>(more);
    flags.put("data_dir", folder.resolve("data").toString());
    flags.put("flight.port", "0");
    flags.put("http.port", "0");
    return ConfigurationLoader.load(
        new ConfigurationSources(Optional.empty(), Map.of(), flags, new Machine(4L << 30, 2)));
  }

  private String startRefusal(Map<String, String> flags) {
    VaneException refused =
        catchThrowableOfType(
            VaneException.class, () -> RunningGateway.start(load(flags).configuration()).close());
    assertThat(refused.code()).isEqualTo(ErrorCode.START_REFUSED);
    return refused.text();
  }

  private static VaneClientBuilder client(RunningGateway gateway) {
    return VaneClient.builder(gateway.flightUri()).trust(certificates.certificate("authority"));
  }

  private static VaneClientBuilder certified(RunningGateway gateway, String name) {
    return client(gateway).certificate(certificates.certificate(name), certificates.key(name));
  }

  private static VaneClientException refusal(VaneClientBuilder builder) {
    try (VaneClient client = builder.build()) {
      return catchThrowableOfType(VaneClientException.class, client::tables);
    }
  }

  private static HttpResponse<String> get(String uri, Optional<String> authorization)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return HttpClient.newBuilder()
        .sslContext(trusting())
        .build()
        .send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static SSLContext trusting() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(certificates.certificate("authority"))) {
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}

package dev.vane.gateway.security;

import dev.vane.config.TlsConfiguration;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What the ports speak TLS with: the gateway's certificate with its key, and whose certificates it
 * trusts for clients. Checked when it is read, so that a gateway does not start with what every
 * client would refuse. Immutable.
 */
public final class TlsMaterial {
  private static final char[] NO_PASSWORD = new char[0];
  private static final String ALIAS = "vane";

  private final List<X509Certificate> chain;
  private final KeyManagerFactory keys;
  private final Optional<TrustManagerFactory> clients;

  private TlsMaterial(
      List<X509Certificate> chain, KeyManagerFactory keys, Optional<TrustManagerFactory> clients) {
    this.chain = List.copyOf(chain);
    this.keys = keys;
    this.clients = clients;
  }

  /**
   * Reads the files.
   *
   * @return empty where TLS is off
   * @throws VaneException {@link dev.vane.spi.ErrorCode#START_REFUSED} with the file and what is
   *     wrong with it
   */
  public static Optional<TlsMaterial> read(TlsConfiguration configuration) {
    return configuration
        .certificate()
        .flatMap(
            certificate ->
                configuration.key().map(key -> read(certificate, key, configuration.clientCa())));
  }

  private static TlsMaterial read(Path certificateFile, Path keyFile, Optional<Path> clientCa) {
    PemFile certificates = new PemFile("security.tls.certificate", certificateFile);
    PemFile secret = new PemFile("security.tls.key", keyFile);
    List<X509Certificate> chain = certificates.certificates();
    requireValid(certificates, chain.get(0));
    PrivateKey key = secret.privateKey();
    requirePair(secret, key, chain.get(0));
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry(ALIAS, key, NO_PASSWORD, chain.toArray(Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      return new TlsMaterial(chain, keys, clientCa.map(TlsMaterial::trust));
    } catch (GeneralSecurityException | IOException e) {
      throw secret.refused("cannot be used for TLS", "Make another key and certificate", e);
    }
  }

  private static TrustManagerFactory trust(Path file) {
    PemFile authorities = new PemFile("security.tls.client_ca", file);
    try {
      KeyStore store = emptyStore();
      int number = 0;
      for (X509Certificate authority : authorities.certificates()) {
        store.setCertificateEntry(ALIAS + number++, authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return trust;
    } catch (GeneralSecurityException | IOException e) {
      throw authorities.refused("cannot be used to check clients", "Name another", e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static void requireValid(PemFile file, X509Certificate certificate) {
    Instant now = Instant.now();
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      throw file.refused(
          "has expired on " + certificate.getNotAfter().toInstant(), "Get a new certificate", null);
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      throw file.refused(
          "is valid from " + certificate.getNotBefore().toInstant() + " on only",
          "Wait, or check this machine's clock",
          null);
    }
  }

  /** Signs something with the key and looks whether the certificate agrees. */
  private static void requirePair(PemFile file, PrivateKey key, X509Certificate certificate) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    byte[] text = Digests.randomBytes(32);
    boolean pair;
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(text);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(certificate.getPublicKey());
      verifier.update(text);
      pair = verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      pair = false;
    }
    if (!pair) {
      throw file.refused(
          "is not the key of security.tls.certificate", "Name the two that belong together", null);
    }
  }

  /** When the gateway's certificate stops being valid. */
  public Instant expires() {
    return chain.get(0).getNotAfter().toInstant();
  }

  /** Whose certificate it is. */
  public String subject() {
    return chain.get(0).getSubjectX500Principal().getName();
  }

  public KeyManagerFactory keys() {
    return keys;
  }

  /** What checks the certificates that clients must show; empty where they need none. */
  public Optional<TrustManagerFactory> clients() {
    return clients;
  }

  /** A context for a server that speaks TLS by the JDK. */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keys.getKeyManagers(),
          clients.map(TrustManagerFactory::getTrustManagers).orElse(null),
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has TLS", e);
    }
  }
}

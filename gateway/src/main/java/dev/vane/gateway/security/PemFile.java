package dev.vane.gateway.security;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file in PEM (RFC 7468).
 *
 * @param setting which setting names it, for messages
 */
record PemFile(String setting, Path path) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  /** All certificates, in the order of the file. */
  List<X509Certificate> certificates() {
    try {
      List<X509Certificate> certificates = new ArrayList<>();
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(path)))) {
        certificates.add((X509Certificate) certificate);
      }
      if (certificates.isEmpty()) {
        throw refused("holds no certificate", "Name a file in PEM", null);
      }
      return certificates;
    } catch (CertificateException e) {
      throw refused("is not a certificate in PEM", "Name another", e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  PrivateKey privateKey() {
    Matcher matcher;
    try {
      matcher = KEY.matcher(Files.readString(path, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw unreadable(e);
    }
    if (!matcher.find()) {
      throw refused(
          "holds no private key in PKCS#8, which begins with BEGIN PRIVATE KEY",
          "Turn another form into it with: openssl pkcs8 -topk8 -nocrypt",
          null);
    }
    byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (GeneralSecurityException otherKind) {
        // The next kind is tried; the file does not say which it is.
      }
    }
    throw refused(
        "holds a private key that is neither RSA, EC nor EdDSA", "Make one of these", null);
  }

  private VaneException unreadable(IOException cause) {
    return refused("cannot be read", "Name a file that this process may read", cause);
  }

  VaneException refused(
      String complaint, String remedy, @org.jspecify.annotations.Nullable Throwable cause) {
    String text = "The file %s of %s %s. %s.".formatted(path, setting, complaint, remedy);
    return cause == null
        ? new VaneException(ErrorCode.START_REFUSED, text)
        : new VaneException(ErrorCode.START_REFUSED, text, cause);
  }
}

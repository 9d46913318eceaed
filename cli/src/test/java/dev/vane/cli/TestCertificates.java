package dev.vane.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates as an authority would give them, made by the JDK's own keytool, as files in PEM. */
final class TestCertificates {
  private static final String PASSWORD = "certificates";

  private final Path folder;
  private final Path store;

  TestCertificates(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.store = folder.resolve("all.p12");
    make("authority", "-ext", "bc:c");
    export("authority");
  }

  /** A certificate for this machine that is good for a day. */
  TestCertificates signed(String name) throws IOException {
    return make(name, "-signer", "authority", "-ext", "san=dns:localhost,ip:127.0.0.1")
        .export(name);
  }

  /** One that was good until yesterday. */
  TestCertificates expired(String name) throws IOException {
    return make(
            name,
            "-signer",
            "authority",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-startdate",
            "-2d")
        .export(name);
  }

  Path certificate(String name) {
    return folder.resolve(name + ".pem");
  }

  Path key(String name) {
    return folder.resolve(name + ".key");
  }

  private TestCertificates make(String name, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(more));
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException(Files.readString(folder.resolve("keytool.log")));
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return this;
  }

  private TestCertificates export(String name) throws IOException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      StringBuilder chain = new StringBuilder();
      for (Certificate certificate : keys.getCertificateChain(name)) {
        chain.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
      Files.writeString(certificate(name), chain);
      Files.writeString(
          key(name), pem("PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
      return this;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static String pem(String what, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), what);
  }
}

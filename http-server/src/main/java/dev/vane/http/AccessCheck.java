package dev.vane.http;

import dev.vane.gateway.security.Authenticator;
import dev.vane.gateway.security.GatewaySecurity;
import dev.vane.gateway.security.TlsMaterial;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Optional;

/**
 * The same policy as on the Flight port: a certificate where the gateway trusts some for clients,
 * and a token or user and password where it has credentials. Health is open to everybody, since
 * load balancers show nothing, and says nothing but whether there is any.
 */
final class AccessCheck implements Handler {
  private static final String OPEN = "/health/";

  /** Where the servlet API puts the certificates that a client has shown and that were trusted. */
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  private final Authenticator authenticator;
  private final boolean asksCertificate;

  AccessCheck(GatewaySecurity security) {
    authenticator = security.authenticator();
    asksCertificate = security.tls().flatMap(TlsMaterial::clients).isPresent();
  }

  @Override
  public void handle(Context context) {
    if (context.path().startsWith(OPEN)) {
      return;
    }
    if (asksCertificate && context.req().getAttribute(CERTIFICATES) == null) {
      throw new VaneException(
          ErrorCode.AUTHENTICATION_REQUIRED,
          "This gateway asks for a client's certificate that security.tls.client_ca has signed. Show one.");
    }
    authenticator.require(Optional.ofNullable(context.header("Authorization")));
  }
}

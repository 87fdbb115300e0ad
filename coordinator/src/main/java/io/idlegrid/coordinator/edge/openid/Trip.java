package io.idlegrid.coordinator.edge.openid;

import io.idlegrid.coordinator.edge.auth.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * A browser's way to the provider and back. All that the provider sees of it follows from a secret
 * that only the browser's cookie holds, and tells nothing of that secret.
 *
 * @param invitation secret of a link that the browser had opened, if it had
 */
public record Trip(String secret, Optional<String> invitation) {

  /** Comes back in the address: this very browser was sent away (RFC 6749, 10.12). */
  public String state() {
    return Secrets.hash("state " + secret);
  }

  /** Comes back in what the provider signs: it was signed for this trip. */
  String nonce() {
    return Secrets.hash("nonce " + secret);
  }

  /** Proves to the provider that whoever shows the code is who asked for it (RFC 7636). */
  String verifier() {
    return Secrets.hash("verifier " + secret);
  }

  /** What the provider is told of the verifier beforehand. */
  String challenge() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(verifier().getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}

package io.idlegrid.protocol.trust;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** Believes one certificate and no other: its fingerprint says more than a name. */
final class PinnedManager extends ServerOnlyManager {

  private final String fingerprint;

  PinnedManager(String fingerprint) {
    this.fingerprint = fingerprint;
  }

  @Override
  void check(X509Certificate[] chain) throws CertificateException {
    String shown = chain.length == 0 ? "none" : fingerprint(chain[0]);
    if (!shown.equals(fingerprint)) {
      throw new CertificateException(
          "the coordinator's certificate is sha256:%s, not sha256:%s as was said"
              .formatted(shown, fingerprint));
    }
    chain[0].checkValidity();
  }

  private static String fingerprint(X509Certificate certificate) throws CertificateException {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}

package io.idlegrid.protocol.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom a client takes for its coordinator over TLS: who shows a certificate that authorities of
 * this Java vouch for, that one of a file vouches for, or that has a known fingerprint.
 *
 * <pre>{@code
 * CoordinatorTrust.parse("sha256:9f86d081884c7d65…")   // as the coordinator printed it
 * CoordinatorTrust.parse("/etc/idlegrid/ca.pem")
 * }</pre>
 *
 * @param text as it can be read again, from any folder; empty for the usual authorities
 * @param fingerprint SHA-256 of the coordinator's certificate, if that is all that counts
 */
public record CoordinatorTrust(String text, Optional<String> fingerprint, SSLContext context) {

  private static final String SHA256 = "sha256:";
  private static final String ANYBODY = "anybody";
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /** Believes the authorities that this Java comes with. */
  public static CoordinatorTrust usual() {
    try {
      return new CoordinatorTrust("", Optional.empty(), SSLContext.getDefault());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no authorities", e);
    }
  }

  /**
   * Believes whoever answers: for what is verified by its hash in any case. It keeps out those who
   * only listen, and nobody else.
   */
  public static CoordinatorTrust anybody() {
    try {
      return new CoordinatorTrust(ANYBODY, Optional.empty(), context(new AnybodyManager()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java knows no TLS", e);
    }
  }

  /**
   * Reads what is to be believed.
   *
   * @param text {@code sha256:} and 64 hex digits, with or without colons; or a file with
   *     certificates in PEM
   * @throws IllegalArgumentException with what is wrong with it
   */
  public static CoordinatorTrust parse(String text) {
    try {
      if (text.toLowerCase(Locale.ROOT).startsWith(SHA256)) {
        String hex = text.substring(SHA256.length()).replace(":", "").toLowerCase(Locale.ROOT);
        if (!HEX.matcher(hex).matches()) {
          throw new IllegalArgumentException(
              "'" + text + "' is no fingerprint: it has 64 hex digits behind sha256:");
        }
        return new CoordinatorTrust(text, Optional.of(hex), context(new PinnedManager(hex)));
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      Path file = Path.of(text).toAbsolutePath();
      managers.init(store(file));
      return new CoordinatorTrust(
          file.toString(), Optional.empty(), context(managers.getTrustManagers()));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no file with certificates in PEM: " + e, e);
    }
  }

  private static SSLContext context(TrustManager... managers) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers, null);
    return context;
  }

  private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new IOException("there is none in it");
      }
      int number = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
    }
    return store;
  }

  /** Whether the name by which the coordinator is called says nothing. */
  public boolean isPinned() {
    return fingerprint.isPresent() || text.equals(ANYBODY);
  }

  /** Whether it is anything but the usual. */
  public boolean isOwn() {
    return !text.isEmpty();
  }
}

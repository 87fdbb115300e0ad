package io.idlegrid.coordinator.edge.tls;

import io.idlegrid.coordinator.edge.auth.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate and its key, ready to serve.
 *
 * @param fingerprint SHA-256 of the certificate, lower-case hex
 * @param pem the certificate for others to keep
 */
public record ServerCertificate(SSLContext context, String fingerprint, String pem) {

  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN PRIVATE KEY-----\\s*([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final String ENTRY = "coordinator";

  /**
   * Reads a certificate chain and its key in PEM.
   *
   * @throws IOException with what is wrong, and what would help
   */
  public static ServerCertificate ofPem(Path chain, Path key) throws IOException {
    try (InputStream in = Files.newInputStream(chain)) {
      List<Certificate> certificates =
          new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (certificates.isEmpty()) {
        throw new IOException(chain + " has no certificate in PEM");
      }
      PrivateKey secret = privateKey(key, certificates.get(0).getPublicKey().getAlgorithm());
      requirePair(chain, certificates.get(0), key, secret);
      char[] password = new char[0];
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry(ENTRY, secret, password, certificates.toArray(Certificate[]::new));
      return of(store, password);
    } catch (GeneralSecurityException e) {
      throw new IOException("%s and %s do not serve: %s".formatted(chain, key, e.getMessage()), e);
    }
  }

  /** A key of another certificate would show itself to nobody but the first who connects. */
  private static void requirePair(Path chain, Certificate certificate, Path key, PrivateKey secret)
      throws IOException, GeneralSecurityException {
    String algorithm =
        switch (secret.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> secret.getAlgorithm();
        };
    byte[] said = "the same pair".getBytes(StandardCharsets.US_ASCII);
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(secret);
    signer.update(said);
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(certificate.getPublicKey());
    verifier.update(said);
    if (!verifier.verify(signer.sign())) {
      throw new IOException(
          key + " is not the key of the first certificate in " + chain + ": name the pair");
    }
  }

  private static PrivateKey privateKey(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new IOException(
          file
              + " has no unencrypted PKCS#8 key: openssl pkcs8 -topk8 -nocrypt -in KEY makes one"
              + " of another form");
    }
    byte[] bytes = Base64.getMimeDecoder().decode(pem.group(1));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }

  /** Reads a PKCS#12 store. */
  public static ServerCertificate ofPkcs12(Path file, String password) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password.toCharArray());
      return of(store, password.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " does not serve: " + e.getMessage(), e);
    }
  }

  private static ServerCertificate of(KeyStore store, char[] password)
      throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        byte[] encoded = store.getCertificate(alias).getEncoded();
        return new ServerCertificate(context, Secrets.hash(encoded), pem(encoded));
      }
    }
    throw new GeneralSecurityException("there is no key in it");
  }

  private static String pem(byte[] encoded) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
  }
}

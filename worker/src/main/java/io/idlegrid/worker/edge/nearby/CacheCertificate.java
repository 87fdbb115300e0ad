package io.idlegrid.worker.edge.nearby;

import io.idlegrid.protocol.trust.SelfMadeKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that nobody vouches for, made once: it keeps those out who only listen to the
 * network.
 */
public final class CacheCertificate {

  private CacheCertificate() {}

  /** The certificate that is kept in a folder, made when there is none yet. */
  public static SSLContext in(Path folder) throws IOException {
    SelfMadeKey made = SelfMadeKey.in(folder, "cache", List::of);
    return context(made.store(), made.password().toCharArray());
  }

  private static SSLContext context(Path store, char[] password) throws IOException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, password);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "the cache's certificate in " + store + " cannot be used; remove it to have it made anew",
          e);
    }
  }
}

package io.idlegrid.worker.edge.nearby;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that nobody vouches for, made once: it keeps those out who only listen to the
 * network. Java's keytool makes it.
 */
public final class CacheCertificate {

  private static final String STORE = "cache.p12";
  private static final String PASSWORD = "password";

  private CacheCertificate() {}

  /** The certificate that is kept in a folder, made when there is none yet. */
  public static SSLContext in(Path folder) throws IOException {
    Path store = folder.resolve(STORE);
    Path password = folder.resolve(PASSWORD);
    if (!Files.exists(store)) {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      byte[] secret = new byte[32];
      new SecureRandom().nextBytes(secret);
      Files.writeString(password, HexFormat.of().formatHex(secret));
      Path made = folder.resolve(STORE + ".new");
      Files.deleteIfExists(made);
      make(made, Files.readString(password));
      Files.move(made, store, StandardCopyOption.ATOMIC_MOVE);
    }
    return context(store, Files.readString(password).toCharArray());
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

  private static void make(Path store, String password) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "cache",
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-sigalg",
                    "SHA256withECDSA",
                    "-validity",
                    "3650",
                    "-dname",
                    "CN=IdleGrid cache",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    // On the command line other users of the machine could read it.
                    "-storepass:env",
                    "IDLEGRID_KEYTOOL"))
            .redirectErrorStream(true);
    builder.environment().putAll(Map.of("IDLEGRID_KEYTOOL", password));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool cannot make a certificate: " + said.strip());
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool made a certificate", e);
    }
  }
}

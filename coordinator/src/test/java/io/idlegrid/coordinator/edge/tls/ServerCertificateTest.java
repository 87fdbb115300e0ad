package io.idlegrid.coordinator.edge.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.protocol.trust.CoordinatorTrust;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that an operator gives: by an authority of theirs or by nobody, PEM and PKCS#12. */
class ServerCertificateTest {

  /** The pool that all share may have no thread free for one who waits. */
  private static final Executor ITS_OWN_THREAD = task -> new Thread(task).start();

  private static final String PASSWORD = "a password";
  private static final char[] SECRET = PASSWORD.toCharArray();

  @TempDir private static Path folder;

  /** An authority, a coordinator that it vouches for, and one that vouches for itself. */
  @BeforeAll
  static void issue() throws Exception {
    make("authority.p12", "-keyalg", "EC", "-dname", "CN=Authority", "-ext", "bc:c");
    make("bare.p12", "-keyalg", "EC", "-dname", "CN=Coordinator");
    make("RSA.p12", "-keyalg", "RSA", "-dname", "CN=Coordinator", "-ext", "SAN=dns:localhost");
    keytool("-certreq", "-keystore", "bare.p12", "-file", "request");
    keytool(
        "-gencert",
        "-rfc",
        "-keystore",
        "authority.p12",
        "-ext",
        "SAN=dns:localhost",
        "-infile",
        "request",
        "-outfile",
        "leaf.pem");
    for (String name : List.of("authority", "RSA")) {
      KeyStore store = store(name + ".p12");
      write(name + ".pem", block("CERTIFICATE", store.getCertificate("x").getEncoded()));
      write(name + ".key", key(store));
    }
    KeyStore bare = store("bare.p12");
    write("EC.pem", read("leaf.pem") + read("authority.pem"));
    write("EC.key", key(bare));
    Certificate[] chain;
    try (InputStream in = Files.newInputStream(folder.resolve("EC.pem"))) {
      chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new);
    }
    bare.setKeyEntry("x", bare.getKey("x", SECRET), SECRET, chain);
    save(bare, "EC.p12");
    KeyStore keyless = KeyStore.getInstance("PKCS12");
    keyless.load(null, SECRET);
    keyless.setCertificateEntry("x", chain[1]);
    save(keyless, "keyless.p12");
  }

  private static void make(String store, String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("-genkeypair", "-keystore", store));
    all.addAll(List.of(words));
    keytool(all.toArray(String[]::new));
  }

  private static void keytool(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words));
    command.addAll(List.of("-alias", "x", "-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  private static KeyStore store(String file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(file))) {
      store.load(in, SECRET);
    }
    return store;
  }

  private static void save(KeyStore store, String file)
      throws IOException, GeneralSecurityException {
    try (OutputStream out = Files.newOutputStream(folder.resolve(file))) {
      store.store(out, SECRET);
    }
  }

  private static String key(KeyStore store) throws GeneralSecurityException {
    return block("PRIVATE KEY", store.getKey("x", SECRET).getEncoded());
  }

  private static String block(String what, byte[] bytes) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(bytes));
  }

  private static void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  private static String read(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  private static ServerCertificate pem(String chain, String key) throws IOException {
    return ServerCertificate.ofPem(folder.resolve(chain), folder.resolve(key));
  }

  private static ServerCertificate pkcs12(String file, String password) throws IOException {
    return ServerCertificate.ofPkcs12(folder.resolve(file), password);
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  /** Connects as a client does that believes in something; what the server showed it. */
  private static String connect(ServerCertificate certificate, String believed) throws Exception {
    try (SSLServerSocket server =
        (SSLServerSocket)
            certificate
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(
              () -> {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                  socket.startHandshake();
                } catch (IOException e) {
                  // The client tells what it thinks of the certificate.
                  throw new IllegalStateException(e);
                }
              },
              ITS_OWN_THREAD);
      CoordinatorTrust trust = CoordinatorTrust.parse(believed);
      try (SSLSocket socket =
          (SSLSocket)
              trust.context().getSocketFactory().createSocket("localhost", server.getLocalPort())) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(trust.isPinned() ? "" : "HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        SSLSession session = socket.getSession();
        served.join();
        return session.getPeerPrincipal().getName() + " of " + session.getPeerCertificates().length;
      }
    }
  }

  @Test
  void aGivenChainInPemIsBelievedByWhoBelievesItsAuthority() throws Exception {
    ServerCertificate certificate = pem("EC.pem", "EC.key");

    assertEquals("CN=Coordinator of 2", connect(certificate, file("authority.pem")));
    assertEquals(
        "CN=Coordinator of 2", connect(certificate, "sha256:" + certificate.fingerprint()));
  }

  @Test
  void aGivenCertificateThatNobodyVouchesForIsBelievedByWhoHasIt() throws Exception {
    ServerCertificate certificate = pem("RSA.pem", "RSA.key");
    write("published.pem", certificate.pem());

    assertEquals("CN=Coordinator of 1", connect(certificate, file("published.pem")));
    assertThrows(IOException.class, () -> connect(certificate, file("authority.pem")));
    assertThrows(IOException.class, () -> connect(certificate, "sha256:" + "0".repeat(64)));
  }

  @Test
  void aGivenStoreServesAsWell() throws Exception {
    ServerCertificate chain = pkcs12("EC.p12", PASSWORD);
    ServerCertificate alone = pkcs12("RSA.p12", PASSWORD);

    assertEquals("CN=Coordinator of 2", connect(chain, file("authority.pem")));
    assertEquals(pem("EC.pem", "EC.key").fingerprint(), chain.fingerprint());
    assertEquals("CN=Coordinator of 1", connect(alone, file("RSA.pem")));
  }

  private static void assertTells(String words, Executable reader) {
    String said = String.valueOf(assertThrows(IOException.class, reader).getMessage());
    assertTrue(said.contains(words), said);
  }

  @Test
  void whatDoesNotServeIsRefusedAtTheStartWithWhatWouldHelp() throws Exception {
    write("old.key", read("RSA.key").replace("PRIVATE KEY", "RSA PRIVATE KEY"));
    write("empty.pem", "");

    assertTells("is not the key of the first certificate", () -> pem("EC.pem", "authority.key"));
    assertTells("do not serve", () -> pem("RSA.pem", "EC.key"));
    assertTells("openssl pkcs8 -topk8", () -> pem("RSA.pem", "old.key"));
    assertTells("has no certificate", () -> pem("empty.pem", "RSA.key"));
    assertTells("password", () -> pkcs12("RSA.p12", "another"));
    assertTells("there is no key", () -> pkcs12("keyless.p12", PASSWORD));
  }
}

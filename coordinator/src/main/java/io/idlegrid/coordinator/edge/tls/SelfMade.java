package io.idlegrid.coordinator.edge.tls;

import io.idlegrid.coordinator.edge.auth.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A certificate that the coordinator makes for itself, once, and keeps. Nobody vouches for it:
 * others know it by its fingerprint, or keep the certificate. Java's keytool makes it.
 */
public final class SelfMade {

  private static final String STORE = "coordinator.p12";
  private static final String PASSWORD = "password";
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,252}");

  private final Path folder;

  /**
   * @param folder where it is kept; made when missing
   */
  public SelfMade(Path folder) {
    this.folder = folder;
  }

  /**
   * The certificate, made when there is none yet.
   *
   * @param names by which the coordinator is called, beside this machine's own
   */
  public ServerCertificate certificate(List<String> names) throws IOException {
    Path store = folder.resolve(STORE);
    Path password = folder.resolve(PASSWORD);
    if (!Files.exists(store)) {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      Files.writeString(password, Secrets.hash(new Secrets().bytes(32)));
      Path made = folder.resolve(STORE + ".new");
      Files.deleteIfExists(made);
      make(made, Files.readString(password), names);
      Files.move(made, store, StandardCopyOption.ATOMIC_MOVE);
    }
    return ServerCertificate.ofPkcs12(store, Files.readString(password));
  }

  private static void make(Path store, String password, List<String> names) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "coordinator",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-sigalg",
            "SHA256withECDSA",
            "-validity",
            "3650",
            "-dname",
            "CN=IdleGrid coordinator",
            "-ext",
            "SAN=" + alternatives(names),
            "-ext",
            "EKU=serverAuth",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            // On the command line other users of the machine could read it.
            "-storepass:env",
            "IDLEGRID_KEYTOOL");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
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

  private static String alternatives(List<String> names) throws IOException {
    Set<String> all = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
    all.addAll(names);
    InetAddress self = InetAddress.getLocalHost();
    all.add(self.getHostName());
    all.add(self.getHostAddress());
    List<String> alternatives = new ArrayList<>();
    for (String name : all) {
      if (ADDRESS.matcher(name).matches()) {
        alternatives.add("ip:" + name);
      } else if (NAME.matcher(name).matches()) {
        alternatives.add("dns:" + name);
      }
    }
    return String.join(",", alternatives);
  }
}

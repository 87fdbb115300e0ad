package io.idlegrid.protocol.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A key with a certificate that nobody vouches for, made once by Java's keytool and kept.
 *
 * @param store PKCS#12
 * @param password of the store and the key
 */
public record SelfMadeKey(Path store, String password) {

  private static final int PASSWORD_BYTES = 32;

  /** What the certificate says beside its name; asked for only when it is made. */
  @FunctionalInterface
  public interface Extensions {
    /** Each as keytool's {@code -ext} takes it. */
    List<String> list() throws IOException;
  }

  /**
   * The one that is kept in a folder, made when there is none yet.
   *
   * @param folder made when missing, for its owner only
   * @param name what the certificate is for: a word, which names its file too
   * @throws IOException if keytool cannot make it, or the folder cannot be used
   */
  public static SelfMadeKey in(Path folder, String name, Extensions extensions) throws IOException {
    Path store = folder.resolve(name + ".p12");
    Path password = folder.resolve("password");
    if (!Files.exists(store)) {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      byte[] secret = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(secret);
      Files.writeString(password, HexFormat.of().formatHex(secret));
      Path made = folder.resolve(name + ".p12.new");
      Files.deleteIfExists(made);
      make(command(made, name, extensions.list()), Files.readString(password));
      Files.move(made, store, StandardCopyOption.ATOMIC_MOVE);
    }
    return new SelfMadeKey(store, Files.readString(password));
  }

  private static List<String> command(Path store, String name, List<String> extensions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", name, "-keyalg", "EC"));
    command.addAll(List.of("-groupname", "secp256r1", "-sigalg", "SHA256withECDSA"));
    command.addAll(List.of("-validity", "3650", "-dname", "CN=IdleGrid " + name));
    extensions.forEach(extension -> command.addAll(List.of("-ext", extension)));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
    // On the command line other users of the machine could read it.
    command.addAll(List.of("-storepass:env", "IDLEGRID_KEYTOOL"));
    return command;
  }

  private static void make(List<String> command, String password) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("IDLEGRID_KEYTOOL", password);
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

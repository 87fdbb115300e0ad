package io.idlegrid.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.idlegrid.protocol.trust.CoordinatorTrust;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which coordinator to talk to, and the token to show it; what {@code idlegrid login} writes.
 *
 * <p>The file is JSON, {@code {"url": …, "token": …}}, readable by its owner alone.
 *
 * @param url such as {@code https://grid.example.org}
 * @param token an account's token
 * @param ca which certificate to believe, as {@link CoordinatorTrust#parse} reads it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Credentials(String url, String token, @Nullable String ca) {

  /** A coordinator that a usual authority vouches for, or that speaks plain HTTP. */
  public Credentials(String url, String token) {
    this(url, token, null);
  }

  /** Environment variable with the coordinator's address. */
  public static final String URL_VARIABLE = "IDLEGRID_URL";

  /** Environment variable with the token. */
  public static final String TOKEN_VARIABLE = "IDLEGRID_TOKEN";

  /** Environment variable with the path of the credentials file. */
  public static final String FILE_VARIABLE = "IDLEGRID_CONFIG";

  /** Environment variable with the certificate to believe: a file, or a fingerprint. */
  public static final String CA_VARIABLE = "IDLEGRID_CA";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  /** Which certificate to believe. */
  public CoordinatorTrust trust() {
    try {
      return ca == null ? CoordinatorTrust.usual() : CoordinatorTrust.parse(ca);
    } catch (IllegalArgumentException e) {
      throw GridException.of(
          "client.ca",
          String.valueOf(e.getMessage()),
          "the coordinator printed a fingerprint, and keeps certificate.pem in its data folder",
          e);
    }
  }

  /** Shows no token. */
  @Override
  public String toString() {
    return "Credentials[url=" + url + "]";
  }

  /** Where the credentials lie: {@code $IDLEGRID_CONFIG}, or below the user's home. */
  public static Path file() {
    return file(System.getenv());
  }

  /**
   * The credentials of this environment: each of {@code IDLEGRID_URL} and {@code IDLEGRID_TOKEN},
   * or else what the credentials file says.
   *
   * @throws GridException {@code client.credentials} when there are none
   */
  public static Credentials find() {
    return find(System.getenv());
  }

  /** The credentials of a file; empty when there is no such file. */
  public static Optional<Credentials> load(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      requirePrivate(file);
      Credentials read = new ObjectMapper().readValue(file.toFile(), Credentials.class);
      if (read == null || isBlank(read.url()) || isBlank(read.token())) {
        throw damaged(file, "it lacks url or token", new IOException("incomplete"));
      }
      return Optional.of(read);
    } catch (JsonProcessingException e) {
      throw damaged(file, e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw LocalFiles.unreadable(file, e);
    }
  }

  /** Writes the credentials so that only the owner can read them; replaces what was there. */
  public void store(Path file) {
    Path target = file.toAbsolutePath();
    try {
      Path folder = Optional.ofNullable(target.getParent()).orElse(target);
      Files.createDirectories(folder);
      Path made = Files.createTempFile(folder, "credentials", ".new");
      try {
        if (isPosix(made)) {
          Files.setPosixFilePermissions(made, OWNER_ONLY);
        }
        new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .writeValue(made.toFile(), this);
        replace(made, target);
      } finally {
        Files.deleteIfExists(made);
      }
    } catch (IOException e) {
      throw LocalFiles.unwritable(file, e);
    }
  }

  static Path file(Map<String, String> environment) {
    String named = environment.getOrDefault(FILE_VARIABLE, "");
    return named.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".config", "idlegrid", "credentials.json")
        : Path.of(named);
  }

  static Credentials find(Map<String, String> environment) {
    String url = environment.getOrDefault(URL_VARIABLE, "");
    String token = environment.getOrDefault(TOKEN_VARIABLE, "");
    String ca = environment.getOrDefault(CA_VARIABLE, "");
    if (!url.isEmpty() && !token.isEmpty()) {
      return new Credentials(url, token, ca.isEmpty() ? null : ca);
    }
    Path file = file(environment);
    Credentials stored =
        load(file)
            .orElseThrow(
                () ->
                    GridException.of(
                        "client.credentials",
                        "no coordinator is named: there is no " + file,
                        "run idlegrid login, or set " + URL_VARIABLE + " and " + TOKEN_VARIABLE));
    boolean isOther = !url.isEmpty() && !url.equals(stored.url());
    if (isOther && token.isEmpty()) {
      // The stored token belongs to another coordinator, which must not see it here.
      throw GridException.of(
          "client.credentials",
          URL_VARIABLE + " names " + url + ", the stored token is for " + stored.url(),
          "set " + TOKEN_VARIABLE + " as well, or run idlegrid login for " + url);
    }
    return new Credentials(
        stored.url(), token.isEmpty() ? stored.token() : token, ca.isEmpty() ? stored.ca() : ca);
  }

  private static void requirePrivate(Path file) throws IOException {
    if (isPosix(file) && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
      throw GridException.of(
          "client.credentials",
          file + " can be read by other users of this machine",
          "run chmod 600 " + file + ", and make a new token if they may have seen it");
    }
  }

  private static void replace(Path made, Path target) throws IOException {
    try {
      Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(made, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }

  private static GridException damaged(Path file, String why, IOException cause) {
    return GridException.of(
        "client.credentials", file + " is damaged: " + why, "run idlegrid login again", cause);
  }
}

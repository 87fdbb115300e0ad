package io.idlegrid.coordinator;

import io.idlegrid.coordinator.edge.tls.SelfMade;
import io.idlegrid.coordinator.edge.tls.ServerCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the coordinator shows who it is: a given certificate, or one that it makes for itself. */
final class TlsOptions {

  private static final String FOLDER = "tls";

  @Option(
      names = "--tls",
      description =
          "Speak TLS on loopback too; on other addresses it always does. Without a certificate of"
              + " yours it makes one and prints its fingerprint.")
  private boolean isWanted;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Your certificate chain in PEM; goes with --tls-key.")
  private @Nullable Path chain;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its unencrypted PKCS#8 key in PEM.")
  private @Nullable Path key;

  @Option(
      names = "--tls-store",
      paramLabel = "FILE",
      description = "Certificate and key as PKCS#12; the password is in IDLEGRID_TLS_PASSWORD.")
  private @Nullable Path store;

  @Option(
      names = "--tls-name",
      paramLabel = "NAME",
      description =
          "A name or address by which others reach it, for a certificate that it makes itself; may"
              + " be repeated.")
  private List<String> names = new ArrayList<>();

  /** What is wrong with them, if anything is. */
  Optional<String> problem() {
    if ((chain == null) != (key == null)) {
      return Optional.of("--tls-cert and --tls-key go together");
    }
    return chain != null && store != null
        ? Optional.of("--tls-cert and --tls-store exclude each other")
        : Optional.empty();
  }

  /** The certificate to serve with; empty for plain HTTP. */
  Optional<ServerCertificate> certificate(Path data, String host, boolean isLoopback)
      throws IOException {
    if (chain != null && key != null) {
      return Optional.of(ServerCertificate.ofPem(chain, key));
    }
    if (store != null) {
      String password = Optional.ofNullable(System.getenv("IDLEGRID_TLS_PASSWORD")).orElse("");
      return Optional.of(ServerCertificate.ofPkcs12(store, password));
    }
    if (isLoopback && !isWanted) {
      return Optional.empty();
    }
    List<String> all = new ArrayList<>(names);
    all.add(host);
    return Optional.of(new SelfMade(data.resolve(FOLDER)).certificate(all));
  }

  /** Leaves what others need to know the coordinator by in its data folder. */
  static Path publish(Path data, ServerCertificate certificate) throws IOException {
    Path file = data.resolve("certificate.pem");
    Files.writeString(file, certificate.pem(), StandardCharsets.US_ASCII);
    Files.writeString(
        data.resolve("certificate.sha256"),
        certificate.fingerprint() + "\n",
        StandardCharsets.US_ASCII);
    return file;
  }
}

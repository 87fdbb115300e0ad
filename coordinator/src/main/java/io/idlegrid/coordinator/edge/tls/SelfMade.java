package io.idlegrid.coordinator.edge.tls;

import io.idlegrid.protocol.trust.SelfMadeKey;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A certificate that the coordinator makes for itself, once, and keeps. Nobody vouches for it:
 * others know it by its fingerprint, or keep the certificate.
 */
public final class SelfMade {

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
    SelfMadeKey made =
        SelfMadeKey.in(
            folder, "coordinator", () -> List.of("SAN=" + alternatives(names), "EKU=serverAuth"));
    return ServerCertificate.ofPkcs12(made.store(), made.password());
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

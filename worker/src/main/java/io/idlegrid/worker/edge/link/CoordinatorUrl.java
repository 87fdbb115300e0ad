package io.idlegrid.worker.edge.link;

import io.idlegrid.protocol.trust.CoordinatorTrust;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where the coordinator is.
 *
 * @param trust which certificate it must show over TLS; empty for the usual
 */
public record CoordinatorUrl(URI base, Optional<CoordinatorTrust> trust) {

  public CoordinatorUrl {
    boolean isHttp = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
    if (!isHttp || base.getHost() == null) {
      throw new IllegalArgumentException(
          "'" + base + "' is not an address like https://grid.example.org");
    }
  }

  /** Reads an address. */
  public static CoordinatorUrl parse(String text) {
    try {
      return new CoordinatorUrl(new URI(text.endsWith("/") ? text : text + "/"), Optional.empty());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an address like https://grid.example.org", e);
    }
  }

  /** The same, believing a certificate of its own. */
  public CoordinatorUrl trusting(CoordinatorTrust own) {
    return new CoordinatorUrl(base, Optional.of(own));
  }

  /** An address below the coordinator's. */
  public URI at(String path) {
    return base.resolve(path);
  }

  /** Where the socket is. */
  public URI socket() {
    String scheme = "https".equals(base.getScheme()) ? "wss" : "ws";
    URI http = at("api/v1/devices/link");
    return URI.create(scheme + http.toString().substring(http.getScheme().length()));
  }
}

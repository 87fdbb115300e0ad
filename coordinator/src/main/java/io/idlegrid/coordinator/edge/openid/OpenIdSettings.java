package io.idlegrid.coordinator.edge.openid;

import io.idlegrid.coordinator.domain.access.Role;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which OpenID provider may vouch for people.
 *
 * @param issuer its address, exactly as it writes it in what it signs
 * @param clientId what this coordinator is called there
 * @param clientSecret what this coordinator proves itself with there; empty for a public client
 * @param name what people call the provider
 * @param newcomers role of the account that somebody unknown gets; empty for none
 */
public record OpenIdSettings(
    String issuer,
    String clientId,
    Optional<String> clientSecret,
    String name,
    Optional<Role> newcomers) {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);
  private static final int MOST_NAME_CHARACTERS = 60;

  public OpenIdSettings {
    URI address = safe(issuer, "the OpenID issuer");
    if (address.getQuery() != null || address.getFragment() != null) {
      throw new IllegalArgumentException(
          "the OpenID issuer '" + issuer + "' is an address without ? and #");
    }
    if (clientId.isBlank()) {
      throw new IllegalArgumentException(
          "an OpenID issuer goes with a client id, which the provider gave this coordinator");
    }
    if (name.isBlank() || name.length() > MOST_NAME_CHARACTERS) {
      throw new IllegalArgumentException(
          "the name of the OpenID provider has 1 to %d characters".formatted(MOST_NAME_CHARACTERS));
    }
    newcomers
        .filter(role -> role.rank() > Role.VIEWER.rank())
        .ifPresent(
            role -> {
              throw new IllegalArgumentException(
                  "an account that nobody made cannot be of a role that rules over others:"
                      + " newcomers are viewers, submitters or owners");
            });
  }

  /**
   * An address that what is secret may be sent to.
   *
   * @throws IllegalArgumentException when it is none
   */
  static URI safe(String address, String what) {
    URI uri;
    try {
      uri = URI.create(address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(what + " '" + address + "' is not an address", e);
    }
    String host = uri.getHost();
    boolean isSafe =
        host != null
            && ("https".equals(uri.getScheme())
                || ("http".equals(uri.getScheme()) && LOOPBACK.matcher(host).matches()));
    if (!isSafe) {
      throw new IllegalArgumentException(
          what + " '" + address + "' must begin with https://; http:// is for this machine only");
    }
    return uri;
  }
}

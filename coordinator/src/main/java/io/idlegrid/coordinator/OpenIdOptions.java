package io.idlegrid.coordinator;

import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.edge.openid.OpenIdSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether people may sign in with an OpenID provider. */
final class OpenIdOptions {

  private static final String SECRET = "IDLEGRID_COORDINATOR_OIDC_SECRET";

  @Option(
      names = "--oidc-issuer",
      defaultValue = "${env:IDLEGRID_COORDINATOR_OIDC_ISSUER}",
      paramLabel = "URL",
      description = {
        "Let people sign in with this OpenID provider as well. Register this coordinator there",
        "with the redirect address .../api/v1/sessions/openid/callback."
      })
  private @Nullable String issuer;

  @Option(
      names = "--oidc-client",
      defaultValue = "${env:IDLEGRID_COORDINATOR_OIDC_CLIENT}",
      paramLabel = "ID",
      description = "What this coordinator is called at the provider.")
  private @Nullable String client;

  @Option(
      names = "--oidc-secret-file",
      defaultValue = "${env:IDLEGRID_COORDINATOR_OIDC_SECRET_FILE}",
      paramLabel = "FILE",
      description = {
        "File with this coordinator's secret at the provider; or put the secret into "
            + SECRET
            + ".",
        "Without one it is a public client."
      })
  private @Nullable Path secretFile;

  @Option(
      names = "--oidc-name",
      defaultValue = "${env:IDLEGRID_COORDINATOR_OIDC_NAME}",
      paramLabel = "NAME",
      description = "What people call the provider (default: its host).")
  private @Nullable String name;

  @Option(
      names = "--oidc-new-accounts",
      defaultValue = "${env:IDLEGRID_COORDINATOR_OIDC_NEW_ACCOUNTS}",
      paramLabel = "ROLE",
      description = {
        "Whoever the provider vouches for gets an account of this role: viewer, submitter or",
        "owner. Without it they need an invitation: idlegrid user invite NAME."
      })
  private @Nullable String newAccounts;

  /** The provider; empty when nobody signs in that way. */
  Optional<OpenIdSettings> settings() {
    if (issuer == null) {
      if (client != null || secretFile != null || newAccounts != null) {
        throw new IllegalArgumentException(
            "--oidc-issuer names the provider that the others are of");
      }
      return Optional.empty();
    }
    return Optional.of(
        new OpenIdSettings(
            issuer,
            client == null ? "" : client,
            secret(),
            name == null ? host(issuer) : name,
            Optional.ofNullable(newAccounts).map(OpenIdOptions::role)));
  }

  private Optional<String> secret() {
    if (secretFile == null) {
      return Optional.ofNullable(System.getenv(SECRET)).filter(each -> !each.isBlank());
    }
    try {
      String secret = Files.readString(secretFile).strip();
      if (secret.isEmpty()) {
        throw new IllegalArgumentException("--oidc-secret-file: " + secretFile + " is empty");
      }
      return Optional.of(secret);
    } catch (IOException e) {
      throw new IllegalArgumentException("--oidc-secret-file cannot be read: " + e, e);
    }
  }

  private static String host(String issuer) {
    String host = URI.create(issuer).getHost();
    return host == null ? issuer : host;
  }

  private static Role role(String word) {
    try {
      return Role.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--oidc-new-accounts: there is no role '" + word + "', but viewer, submitter and owner",
          e);
    }
  }
}

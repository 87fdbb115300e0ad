package io.idlegrid.coordinator.edge.openid;

import io.idlegrid.coordinator.edge.auth.Vouched;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OpenID provider: where a browser is sent, and who it was that came back (OpenID Connect Core
 * 1.0, authorization code flow, with PKCE).
 */
public final class OpenIdProvider {

  private static final Logger LOG = LoggerFactory.getLogger(OpenIdProvider.class);
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final Duration BELIEVED_FOR = Duration.ofHours(1);

  /** Whoever comes while the provider is away is refused at once for so long. */
  private static final Duration AWAY_FOR = Duration.ofSeconds(10);

  /** A provider that is slow must not take all of the server's threads. */
  private static final int AT_ONCE = 8;

  private final OpenIdSettings settings;
  private final ProviderHttp http = new ProviderHttp();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private @Nullable Known known;
  private Instant awayUntil = Instant.MIN;

  public OpenIdProvider(OpenIdSettings settings) {
    this.settings = settings;
  }

  /** What the provider says of itself. */
  private record Known(
      URI authorization, URI token, boolean takesBasic, IdTokens tokens, Instant until) {}

  /**
   * Where to send a browser.
   *
   * @param back where the provider is to send it back
   */
  public URI authorization(Trip trip, URI back, Instant now) {
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("response_type", "code");
    wanted.put("client_id", settings.clientId());
    wanted.put("redirect_uri", back.toString());
    wanted.put("scope", "openid profile email");
    wanted.put("state", trip.state());
    wanted.put("nonce", trip.nonce());
    wanted.put("code_challenge", trip.challenge());
    wanted.put("code_challenge_method", "S256");
    URI address = inTurn(now).authorization();
    return URI.create(address + (address.getRawQuery() == null ? "?" : "&") + form(wanted));
  }

  /** Whom the provider vouches for, by the code with which it sent a browser back. */
  public Vouched whoCame(Trip trip, String code, URI back, Instant now) {
    Known provider = inTurn(now);
    if (!places.tryAcquire()) {
      throw busy();
    }
    try {
      return provider.tokens().read(exchange(provider, trip, code, back), trip);
    } finally {
      places.release();
    }
  }

  private String exchange(Known provider, Trip trip, String code, URI back) {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("grant_type", "authorization_code");
    shown.put("code", code);
    shown.put("redirect_uri", back.toString());
    shown.put("code_verifier", trip.verifier());
    HttpRequest.Builder request =
        ProviderHttp.request(provider.token())
            .header("Content-Type", "application/x-www-form-urlencoded");
    if (settings.clientSecret().isPresent() && provider.takesBasic()) {
      request.header("Authorization", basic(settings.clientSecret().get()));
    } else {
      shown.put("client_id", settings.clientId());
      settings.clientSecret().ifPresent(secret -> shown.put("client_secret", secret));
    }
    ProviderHttp.Said said = http.send(request.POST(BodyPublishers.ofString(form(shown))).build());
    if (said.status() == 400 && said.text("error").equals("invalid_grant")) {
      throw RefusedException.of(
          Kind.NOT_ALLOWED,
          "openid.code",
          "the OpenID provider does not take its code back: it was used, or is too old",
          "sign in again from the coordinator's own page");
    }
    String token = said.text("id_token");
    if (said.status() != 200 || token.isEmpty()) {
      throw ProviderHttp.unavailable(
          "%s answers %d %s".formatted(provider.token(), said.status(), said.text("error")),
          new IOException("no ID token came"));
    }
    return token;
  }

  /** RFC 6749, 2.3.1: both are encoded as in a form first. */
  private String basic(String secret) {
    String pair = encoded(settings.clientId()) + ":" + encoded(secret);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }

  private Known inTurn(Instant now) {
    if (!places.tryAcquire()) {
      throw busy();
    }
    try {
      return known(now);
    } finally {
      places.release();
    }
  }

  private synchronized Known known(Instant now) {
    Known before = known;
    if (before != null && now.isBefore(before.until())) {
      return before;
    }
    if (now.isBefore(awayUntil)) {
      throw ProviderHttp.unavailable(
          "it was asked a moment ago", new IOException("the provider was away"));
    }
    awayUntil = now.plus(AWAY_FOR);
    Known found = discover(now);
    awayUntil = Instant.MIN;
    known = found;
    return found;
  }

  /** OpenID Connect Discovery 1.0. */
  private Known discover(Instant now) {
    URI address = URI.create(settings.issuer().replaceFirst("/$", "") + DISCOVERY);
    ProviderHttp.Said said = http.send(ProviderHttp.request(address).GET().build());
    try {
      if (said.status() != 200) {
        throw new IllegalArgumentException("it answers " + said.status());
      }
      if (!said.text("issuer").equals(settings.issuer())) {
        throw new IllegalArgumentException(
            "it calls itself '%s', not '%s'".formatted(said.text("issuer"), settings.issuer()));
      }
      LOG.info("the OpenID provider is {}", settings.issuer());
      return new Known(
          endpoint(said, "authorization_endpoint"),
          endpoint(said, "token_endpoint"),
          takesBasic(said),
          new IdTokens(settings, endpoint(said, "jwks_uri")),
          now.plus(BELIEVED_FOR));
    } catch (IllegalArgumentException | IOException e) {
      throw ProviderHttp.unavailable(address + ": " + e.getMessage(), e);
    }
  }

  private static URI endpoint(ProviderHttp.Said said, String name) {
    return OpenIdSettings.safe(said.text(name), name);
  }

  private static boolean takesBasic(ProviderHttp.Said said) {
    var methods = said.body().path("token_endpoint_auth_methods_supported");
    boolean takesBasic = methods.isMissingNode();
    for (var method : methods) {
      takesBasic |= method.asText().equals("client_secret_basic");
    }
    return takesBasic;
  }

  private static RefusedException busy() {
    return RefusedException.tooMany(
        "openid.busy",
        "too many people sign in with the OpenID provider at the same time",
        "try again in a few seconds",
        Duration.ofSeconds(3));
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

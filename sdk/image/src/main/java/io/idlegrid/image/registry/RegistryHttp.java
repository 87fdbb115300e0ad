package io.idlegrid.image.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.image.ImpatientStream;
import io.idlegrid.image.ImpatientStream.Least;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to one registry for one pull: signs in as the registry asks, follows its redirects. Where
 * a registry sends us — for tokens, for layers — is looked at first: TLS, and no address of a
 * private network, or a registry could have us read from machines that only we reach.
 */
public final class RegistryHttp {

  /** A layer of 1 GiB in less than a day: whoever is slower hands out a byte at a time. */
  public static final Least PATIENCE = Least.of(16 << 10);

  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration READ = Duration.ofSeconds(60);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int MOST_HOPS = 5;
  private static final int MOST_TOKEN = 1 << 20;
  private static final Pattern PARAMETER = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

  private final ObjectMapper json = new ObjectMapper();
  private final RegistryAddress registry;
  private final String repository;
  private final Least least;
  private @Nullable String authorization;

  /** What came back; the caller closes it. */
  public record Answer(URI uri, HttpURLConnection connection, int status, InputStream body)
      implements AutoCloseable {

    /** A header; empty when it is not there. */
    public String header(String name) {
      return Optional.ofNullable(connection.getHeaderField(name)).orElse("");
    }

    /** The registry's own words on why not. */
    public String reason() throws IOException {
      String said = new String(body.readNBytes(500), StandardCharsets.UTF_8).strip();
      return "status " + status + (said.isEmpty() ? "" : ": " + said);
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /** With the usual patience. */
  public RegistryHttp(RegistryAddress registry, String repository) {
    this(registry, repository, PATIENCE);
  }

  /**
   * @param least what has to come of an answer, or it is broken off
   */
  public RegistryHttp(RegistryAddress registry, String repository, Least least) {
    this.registry = registry;
    this.repository = repository;
    this.least = least;
  }

  /**
   * Sends a request.
   *
   * @param path below the repository
   * @throws RegistryRefusal when it does not let us in, or sends us elsewhere
   */
  public Answer send(String method, String path, Map<String, String> headers) throws IOException {
    URI uri = registry.base().resolve("/v2/" + repository + "/" + path);
    Answer answer = hop(method, uri, headers);
    if (answer.status() == HttpURLConnection.HTTP_UNAUTHORIZED) {
      answer.close();
      signIn(answer.header("WWW-Authenticate"));
      answer = hop(method, uri, headers);
    }
    for (int hops = 0; REDIRECTS.contains(answer.status()); hops++) {
      answer.close();
      if (hops == MOST_HOPS) {
        throw new IOException("the registry redirects in circles, from " + uri);
      }
      URI target = address(answer);
      requireHarmless(target);
      answer = hop(method, target, headers);
    }
    return answer;
  }

  private static URI address(Answer redirect) throws IOException {
    String location = redirect.header("Location");
    try {
      return redirect.uri().resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException("the registry redirects to '" + location + "'", e);
    }
  }

  private Answer hop(String method, URI uri, Map<String, String> headers) throws IOException {
    Map<String, String> all = new TreeMap<>(headers);
    // Only the registry itself hears what lets us in.
    if (authorization != null && isRegistry(uri)) {
      all.put("Authorization", authorization);
    }
    return exchange(method, uri, all);
  }

  /** With the JDK's older client: it ends a read that lasts too long, in a body too. */
  private Answer exchange(String method, URI uri, Map<String, String> headers) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout((int) CONNECT.toMillis());
    connection.setReadTimeout((int) READ.toMillis());
    connection.setInstanceFollowRedirects(false);
    headers.forEach(connection::setRequestProperty);
    int status = connection.getResponseCode();
    InputStream body =
        status >= HttpURLConnection.HTTP_BAD_REQUEST
            ? connection.getErrorStream()
            : connection.getInputStream();
    InputStream some = body == null ? InputStream.nullInputStream() : body;
    return new Answer(uri, connection, status, new ImpatientStream(some, least));
  }

  private boolean isRegistry(URI uri) {
    return uri.getScheme().equals(registry.base().getScheme())
        && uri.getAuthority().equals(registry.base().getAuthority());
  }

  private void signIn(String challenge) throws IOException {
    if (challenge.regionMatches(true, 0, "Basic", 0, 5)) {
      authorization = basic(registry.login().orElseThrow(() -> notAllowed("it asks for a login")));
    } else if (challenge.regionMatches(true, 0, "Bearer", 0, 6)) {
      authorization = "Bearer " + token(parameters(challenge));
    } else {
      throw notAllowed("it asks for '" + challenge + "'");
    }
  }

  private String token(Map<String, String> challenge) throws IOException {
    String realm = challenge.getOrDefault("realm", "");
    URI uri;
    try {
      uri =
          URI.create(
              realm
                  + (realm.contains("?") ? "&" : "?")
                  + "service="
                  + URLEncoder.encode(challenge.getOrDefault("service", ""), StandardCharsets.UTF_8)
                  + "&scope="
                  + URLEncoder.encode(
                      "repository:" + repository + ":pull", StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IOException("the registry names no place for tokens: '" + realm + "'", e);
    }
    requireHarmless(uri);
    Map<String, String> login =
        registry.login().map(secret -> Map.of("Authorization", basic(secret))).orElse(Map.of());
    try (Answer answer = exchange("GET", uri, login)) {
      if (answer.status() != HttpURLConnection.HTTP_OK) {
        throw notAllowed("no token was given (status %d)".formatted(answer.status()));
      }
      JsonNode token = json.readTree(answer.body().readNBytes(MOST_TOKEN));
      String text = token.path("token").asText(token.path("access_token").asText());
      if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
        throw new IOException("the token service answers without a token");
      }
      return text;
    }
  }

  private RegistryRefusal notAllowed(String why) {
    return new RegistryRefusal(
        RegistryRefusal.Why.LOGIN,
        "registry %s does not let us read %s: %s"
            .formatted(registry.base().getAuthority(), repository, why));
  }

  private static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> parameters(String challenge) {
    Map<String, String> parameters = new TreeMap<>();
    Matcher matcher = PARAMETER.matcher(challenge);
    while (matcher.find()) {
      parameters.put(matcher.group(1), matcher.group(2));
    }
    return parameters;
  }

  private void requireHarmless(URI uri) throws IOException {
    if (uri.getHost() == null || uri.getScheme() == null) {
      throw new IOException("the registry sends us to '" + uri + "', which is no address");
    }
    if (isRegistry(uri)) {
      return;
    }
    if (!uri.getScheme().equals("https") || isPrivate(uri.getHost())) {
      throw new RegistryRefusal(
          RegistryRefusal.Why.REDIRECT,
          "registry %s sends us to %s://%s, which is not TLS or in a private network"
              .formatted(registry.base().getAuthority(), uri.getScheme(), uri.getAuthority()));
    }
  }

  private static boolean isPrivate(String host) throws IOException {
    for (InetAddress address : InetAddress.getAllByName(host)) {
      boolean isUniqueLocal =
          address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
      if (address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || address.isLinkLocalAddress()
          || address.isSiteLocalAddress()
          || address.isMulticastAddress()
          || isUniqueLocal
          || isShared(address)) {
        return true;
      }
    }
    return false;
  }

  /** 100.64.0.0/10, which providers use inside of their networks (RFC 6598). */
  private static boolean isShared(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
  }
}

package io.idlegrid.coordinator.edge.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Registries that the administrator allows, and what lets us in there. Whoever may push images may
 * pull what these logins can.
 */
public final class AllowedRegistries {

  private static final String DOCKER_HUB = "docker.io";

  private final Map<String, Registry> byName = new LinkedHashMap<>();

  /**
   * A registry.
   *
   * @param base where it answers
   * @param login {@code name:password}
   */
  record Registry(URI base, Optional<String> login) {}

  private AllowedRegistries() {}

  /**
   * Reads what the administrator says.
   *
   * @param names {@code HOST[:PORT]}, or {@code http://HOST[:PORT]} for one without TLS
   * @param logins a file as {@code docker login} writes it
   * @throws IllegalArgumentException naming what cannot be read
   */
  public static AllowedRegistries of(List<String> names, Optional<Path> logins) {
    Map<String, String> known = logins.map(AllowedRegistries::logins).orElse(Map.of());
    AllowedRegistries all = new AllowedRegistries();
    for (String name : names) {
      boolean isPlain = name.startsWith("http://");
      String host = name.replaceFirst("^https?://", "").replaceFirst("/$", "");
      String answers = host.equals(DOCKER_HUB) ? "registry-1.docker.io" : host;
      URI base = base((isPlain ? "http://" : "https://") + answers, name);
      all.byName.put(host, new Registry(base, Optional.ofNullable(login(known, host))));
    }
    return all;
  }

  private static @Nullable String login(Map<String, String> known, String host) {
    String hub = known.get("https://index.docker.io/v1/");
    return host.equals(DOCKER_HUB) && hub != null ? hub : known.get(host);
  }

  private static URI base(String text, String said) {
    try {
      URI base = new URI(text);
      if (base.getHost() != null && base.getPath().isEmpty() && base.getUserInfo() == null) {
        return base;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + said + "' is no registry like docker.io", e);
    }
    throw new IllegalArgumentException("'" + said + "' is no registry like docker.io");
  }

  private static Map<String, String> logins(Path file) {
    try {
      JsonNode auths = new ObjectMapper().readTree(Files.readAllBytes(file)).path("auths");
      Map<String, String> logins = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> each : auths.properties()) {
        byte[] login = Base64.getDecoder().decode(each.getValue().path("auth").asText());
        logins.put(each.getKey(), new String(login, StandardCharsets.UTF_8));
      }
      return logins;
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the logins in " + file + " cannot be read; docker login writes such a file: " + e, e);
    }
  }

  Optional<Registry> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** In words. */
  String names() {
    return byName.isEmpty() ? "none" : String.join(", ", byName.keySet());
  }
}

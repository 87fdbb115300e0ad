package io.idlegrid.image.registry;

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
import java.util.Map;
import java.util.Optional;

/**
 * A registry.
 *
 * @param name as images name it: host, and port if it is not the usual
 * @param base where it answers
 * @param login {@code name:password}
 */
public record RegistryAddress(String name, URI base, Optional<String> login) {

  private static final String DOCKER_HUB = "docker.io";

  /** Docker's own name for its hub, in files of logins. */
  private static final String HUB_LOGIN = "https://index.docker.io/v1/";

  /** Never with its login, since it may be logged. */
  @Override
  public String toString() {
    return name;
  }

  /**
   * Reads an address.
   *
   * @param said {@code HOST[:PORT]}, or {@code http://HOST[:PORT]} for one without TLS
   * @param logins by the names of their registries
   * @throws IllegalArgumentException when it is none
   */
  public static RegistryAddress of(String said, Map<String, String> logins) {
    boolean isPlain = said.startsWith("http://");
    String name = said.replaceFirst("^https?://", "").replaceFirst("/$", "");
    boolean isHub = name.equals(DOCKER_HUB);
    URI base = base((isPlain ? "http://" : "https://") + (isHub ? "registry-1.docker.io" : name));
    String login =
        isHub && logins.containsKey(HUB_LOGIN) ? logins.get(HUB_LOGIN) : logins.get(name);
    return new RegistryAddress(name, base, Optional.ofNullable(login));
  }

  private static URI base(String text) {
    String wrong = "'" + text + "' is no registry like docker.io or http://mirror.local:5000";
    try {
      URI base = new URI(text);
      if (base.getHost() != null && base.getPath().isEmpty() && base.getUserInfo() == null) {
        return base;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(wrong, e);
    }
    throw new IllegalArgumentException(wrong);
  }

  /**
   * Reads logins by the names of their registries.
   *
   * @param file as {@code docker login} writes it
   * @throws IllegalArgumentException naming the file, when it is none
   */
  public static Map<String, String> logins(Path file) {
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
}

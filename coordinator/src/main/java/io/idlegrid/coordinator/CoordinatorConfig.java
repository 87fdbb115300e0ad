package io.idlegrid.coordinator;

import io.idlegrid.coordinator.edge.build.BuildSettings;
import io.idlegrid.coordinator.edge.openid.OpenIdSettings;
import io.idlegrid.coordinator.edge.registry.AllowedRegistries;
import io.idlegrid.coordinator.flow.GridRules;
import io.idlegrid.predictor.Learner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a coordinator runs.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 for any free one
 * @param data folder of everything durable
 * @param programs folder of programs that job types bring along
 * @param lease length of a lease
 * @param cacheBytes memory for Ignite's pages
 * @param reserveBytes free disk space to keep
 * @param mostBlobBytes largest blob accepted
 * @param proxyName name under which a proxy on this machine serves this coordinator to others
 * @param openId the OpenID provider that may vouch for people
 * @param registries registries that images may be pulled from
 * @param learner what fits the trees that forecast
 * @param builds what the operator lends to builds of images
 */
public record CoordinatorConfig(
    String host,
    int port,
    Path data,
    Path programs,
    Duration lease,
    long cacheBytes,
    long reserveBytes,
    long mostBlobBytes,
    Optional<String> proxyName,
    Optional<OpenIdSettings> openId,
    AllowedRegistries registries,
    Learner learner,
    Optional<BuildSettings> builds) {

  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int DEFAULT_PORT = 7080;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,252}");
  private static final long LEAST_CACHE_BYTES = 64L << 20;

  public CoordinatorConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not within 0 to 65535");
    }
    if (lease.compareTo(Duration.ofSeconds(2)) < 0) {
      throw new IllegalArgumentException("a lease of " + lease + " is too short to be renewed");
    }
    if (cacheBytes < LEAST_CACHE_BYTES) {
      throw new IllegalArgumentException(
          "a cache of %d MiB is smaller than the %d MiB that Ignite needs"
              .formatted(cacheBytes >> 20, LEAST_CACHE_BYTES >> 20));
    }
    if (reserveBytes < 0 || mostBlobBytes <= 0) {
      throw new IllegalArgumentException("sizes cannot be negative");
    }
    proxyName.ifPresent(CoordinatorConfig::requireName);
  }

  private static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' is not the name of a host: give it as in grid.example.org, without port");
    }
  }

  GridRules rules() {
    return GridRules.defaults().withLease(lease);
  }
}

package io.idlegrid.worker;

import io.idlegrid.protocol.trust.CoordinatorTrust;
import io.idlegrid.worker.edge.link.CoordinatorUrl;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Addresses of caches as people write them. */
final class CacheAddress {

  static final int PORT = 7733;

  /** On every address of the device. */
  static final String EVERYWHERE = "0.0.0.0:" + PORT;

  /** Stands for those that answer in the networks of the device. */
  static final String NEARBY = "nearby";

  private CacheAddress() {}

  /** Where a cache listens: HOST:PORT, or HOST. */
  static InetSocketAddress listen(String text) {
    URI uri = uri(text, "cache");
    InetSocketAddress address =
        new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? PORT : uri.getPort());
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "cache: this device knows no address of '" + uri.getHost() + "'");
    }
    return address;
  }

  /** Caches to ask, with commas between; without {@link #NEARBY}. */
  static List<CoordinatorUrl> from(String text) {
    return parts(text).filter(part -> !part.equals(NEARBY)).map(CacheAddress::url).toList();
  }

  /** Whether those in the networks of the device are to be asked as well. */
  static boolean isNearby(String text) {
    return parts(text).anyMatch(NEARBY::equals);
  }

  private static Stream<String> parts(String text) {
    return text.isBlank() ? Stream.empty() : Arrays.stream(text.split(",", -1)).map(String::strip);
  }

  /** A cache to ask: whoever answers there is checked by hash, part by part. */
  static CoordinatorUrl url(String text) {
    URI uri = uri(text, "from");
    String base =
        "https://%s:%d".formatted(uri.getHost(), uri.getPort() < 0 ? PORT : uri.getPort());
    return CoordinatorUrl.parse(base).trusting(CoordinatorTrust.anybody());
  }

  /** A cache that was found. */
  static CoordinatorUrl url(InetSocketAddress found) {
    return url(found.getAddress().getHostAddress() + ":" + found.getPort());
  }

  private static URI uri(String text, String option) {
    String bare = text.strip().replaceFirst("^https://", "").replaceFirst("/$", "");
    try {
      URI uri = new URI("https://" + bare);
      if (uri.getHost() != null && bare.equals(uri.getAuthority()) && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          option + ": '" + text + "' is not an address like cache.local:" + PORT, e);
    }
    throw new IllegalArgumentException(
        option + ": '" + text + "' is not an address like cache.local:" + PORT);
  }
}

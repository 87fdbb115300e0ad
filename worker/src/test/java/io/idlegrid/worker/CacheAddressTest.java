package io.idlegrid.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.image.registry.RegistryAddress;
import io.idlegrid.worker.edge.link.CoordinatorUrl;
import io.idlegrid.worker.edge.nearby.ReaderNetworks;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheAddressTest {

  @Test
  void cachesAreWrittenWithOrWithoutPortAndScheme() {
    List<CoordinatorUrl> from =
        CacheAddress.from("gateway.lan, nearby,10.0.0.7:81,https://[fd00::1]:82/");

    assertEquals(
        List.of("https://gateway.lan:7733/", "https://10.0.0.7:81/", "https://[fd00::1]:82/"),
        from.stream().map(url -> url.base().toString()).toList());
    assertTrue(CacheAddress.isNearby("gateway.lan, nearby"));
    assertFalse(CacheAddress.isNearby(""));
    assertEquals(List.of(), CacheAddress.from(""));
  }

  @Test
  void whatIsNoAddressIsRefusedInWords() {
    for (String bad : List.of("http://x y", "a@b", "host/path", "host:port", "")) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> CacheAddress.listen(bad), bad);
      assertTrue(String.valueOf(refused.getMessage()).contains("cache.local:7733"), bad);
    }
  }

  @Test
  void aCacheListensWhereItIsTold() {
    assertEquals(7733, CacheAddress.listen("127.0.0.1").getPort());
    assertEquals(0, CacheAddress.listen("127.0.0.1:0").getPort());
  }

  @Test
  void aCacheDoesNotLookForNeighbours() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new WorkerConfig.Sharing(
                    new InetSocketAddress(0), 1, ReaderNetworks.parse(""), List.of(), true, null));

    assertTrue(String.valueOf(refused.getMessage()).startsWith("from: "));
  }

  @Test
  void onlyACacheReadsFromARegistry() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new WorkerConfig.Sharing(
                    null,
                    1,
                    ReaderNetworks.parse(""),
                    List.of(),
                    false,
                    RegistryAddress.of("mirror.local:5000", Map.of())));

    assertTrue(String.valueOf(refused.getMessage()).startsWith("cache-registry: "));
  }
}

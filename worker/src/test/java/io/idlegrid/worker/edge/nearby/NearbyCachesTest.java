package io.idlegrid.worker.edge.nearby;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.Patience;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Real multicast over this machine's own networks. */
class NearbyCachesTest {

  @Test
  void aCacheThatTellsItsNeighboursIsFound() throws Exception {
    Needs.that(!Links.all().isEmpty(), "a network that carries multicast");
    CacheAnnouncement told = CacheAnnouncement.of("a cache of a test", 34_567);
    try {
      // Whoever begins to answer first asks whether somebody else has his name, for a second or so.
      Patience.await().until(() -> ports(new NearbyCaches(Clock.systemUTC())).contains(34_567));
    } finally {
      told.close();
    }
  }

  @Test
  void aNetworkThatComesLaterHearsOfTheCacheToo() throws Exception {
    Needs.that(!Links.all().isEmpty(), "a network that carries multicast");
    CacheAnnouncement told = CacheAnnouncement.of("a cache that moves", 34_568);
    try {
      told.tell(List.of());
      told.tell(Links.all());
      Patience.await().until(() -> ports(new NearbyCaches(Clock.systemUTC())).contains(34_568));
    } finally {
      told.close();
    }
  }

  private static Set<Integer> ports(NearbyCaches nearby) {
    return nearby.find().stream().map(InetSocketAddress::getPort).collect(Collectors.toSet());
  }
}

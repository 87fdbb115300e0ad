package io.idlegrid.worker.edge.nearby;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds caches in the networks of this device (multicast DNS), when images are fetched and not at
 * rest. Whoever answers is a cache like any other: nothing that it hands out is believed unchecked.
 */
public final class NearbyCaches {

  /** Kind of service that caches announce. */
  static final String SERVICE = "_idlegrid-cache._tcp.local.";

  private static final Logger LOG = LoggerFactory.getLogger(NearbyCaches.class);
  private static final Duration KNOWN = Duration.ofMinutes(10);
  private static final Duration UNKNOWN = Duration.ofMinutes(2);
  private static final long ANSWER_MILLIS = 3_000;

  /** More are no help, and may be meant to keep us busy. */
  private static final int MOST = 4;

  private final Clock clock;
  private List<InetSocketAddress> found = List.of();
  private Instant until = Instant.MIN;

  public NearbyCaches(Clock clock) {
    this.clock = clock;
  }

  /** Those that were found within the last minutes; looks for them otherwise. */
  public synchronized List<InetSocketAddress> find() {
    Instant now = clock.instant();
    if (now.isBefore(until)) {
      return found;
    }
    found = look();
    until = now.plus(found.isEmpty() ? UNKNOWN : KNOWN);
    LOG.info("caches found nearby: {}", found);
    return found;
  }

  private static List<InetSocketAddress> look() {
    Set<String> seen = new TreeSet<>();
    List<InetSocketAddress> addresses = new ArrayList<>();
    try {
      for (Links.Link link : Links.all()) {
        try (JmDNS dns = JmDNS.create(link.address())) {
          for (ServiceInfo info : dns.list(SERVICE, ANSWER_MILLIS)) {
            for (Inet4Address address : info.getInet4Addresses()) {
              // Neighbours only: an answer must not send us anywhere else.
              boolean isNew = seen.add(address.getHostAddress() + ":" + info.getPort());
              if (isNew && link.has(address) && addresses.size() < MOST) {
                addresses.add(new InetSocketAddress(address, info.getPort()));
              }
            }
          }
        }
      }
    } catch (IOException e) {
      LOG.info("neighbours cannot be asked for caches: {}", e.getMessage());
    }
    return List.copyOf(addresses);
  }
}

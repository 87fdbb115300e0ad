package io.idlegrid.worker.edge.nearby;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the neighbours in the networks of this device that here is a cache (multicast DNS). They
 * are answered whenever they ask; networks that the device comes to later hear of it too.
 */
public final class CacheAnnouncement implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CacheAnnouncement.class);
  private static final long LOOK_MILLIS = 60_000;

  private final String device;
  private final int port;
  private final Map<Links.Link, JmDNS> told = new HashMap<>();
  private final Timer timer = new Timer("tells neighbours of the cache", true);

  private CacheAnnouncement(String device, int port) {
    this.device = device;
    this.port = port;
  }

  /** Begins to answer neighbours; in words where that is not possible, since names work as well. */
  public static CacheAnnouncement of(String device, int port) {
    CacheAnnouncement announcement = new CacheAnnouncement(device, port);
    announcement.look();
    announcement.timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            announcement.look();
          }
        },
        LOOK_MILLIS,
        LOOK_MILLIS);
    return announcement;
  }

  private void look() {
    try {
      tell(Links.all());
    } catch (IOException | RuntimeException e) {
      LOG.warn("neighbours do not hear of this cache, and have to name it: {}", e.getMessage());
    }
  }

  /** Answers in these networks, and in no others any more. */
  synchronized void tell(List<Links.Link> links) throws IOException {
    Set<Links.Link> gone = new HashSet<>(told.keySet());
    links.forEach(gone::remove);
    for (Links.Link link : gone) {
      JmDNS dns = told.remove(link);
      if (dns != null) {
        dns.close();
      }
    }
    for (Links.Link link : links) {
      if (!told.containsKey(link)) {
        JmDNS dns = JmDNS.create(link.address());
        told.put(link, dns);
        dns.registerService(
            ServiceInfo.create(NearbyCaches.SERVICE, device, port, "images of IdleGrid"));
      }
    }
  }

  @Override
  public void close() throws IOException {
    timer.cancel();
    tell(List.of());
  }
}

package io.idlegrid.worker.edge.nearby;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the neighbours in the networks of this device that here is a cache (multicast DNS). */
public final class CacheAnnouncement implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CacheAnnouncement.class);

  private final List<JmDNS> told;

  private CacheAnnouncement(List<JmDNS> told) {
    this.told = told;
  }

  /** Begins to answer neighbours; in words where that is not possible, since names work as well. */
  public static CacheAnnouncement of(String device, int port) {
    List<JmDNS> told = new ArrayList<>();
    try {
      for (Links.Link link : Links.all()) {
        JmDNS dns = JmDNS.create(link.address());
        told.add(dns);
        dns.registerService(
            ServiceInfo.create(NearbyCaches.SERVICE, device, port, "images of IdleGrid"));
      }
    } catch (IOException e) {
      LOG.warn("neighbours do not hear of this cache, and have to name it: {}", e.getMessage());
    }
    return new CacheAnnouncement(told);
  }

  @Override
  public void close() throws IOException {
    for (JmDNS dns : told) {
      dns.close();
    }
  }
}

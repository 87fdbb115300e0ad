package io.idlegrid.worker.edge.nearby;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;

/** The networks that this device is part of, without those of containers on it. */
final class Links {

  /**
   * An address of this device in a network.
   *
   * @param bits of the network
   */
  record Link(Inet4Address address, int bits) {

    boolean has(InetAddress other) {
      return ReaderNetworks.parse(address.getHostAddress() + "/" + bits).name(other);
    }
  }

  private Links() {}

  /** Those over which neighbours can be asked. */
  static List<Link> all() throws IOException {
    List<Link> links = new ArrayList<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (each.isUp() && each.supportsMulticast() && !each.isLoopback() && !isOfContainers(each)) {
        for (InterfaceAddress address : each.getInterfaceAddresses()) {
          if (address.getAddress() instanceof Inet4Address own) {
            links.add(new Link(own, address.getNetworkPrefixLength()));
          }
        }
      }
    }
    return links;
  }

  private static boolean isOfContainers(NetworkInterface each) {
    String name = each.getName();
    return name.startsWith("docker") || name.startsWith("br-") || name.startsWith("veth");
  }
}

package io.idlegrid.worker.edge.nearby;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whose addresses may read from a cache: those of local networks (loopback, link-local, RFC 1918,
 * RFC 4193), and those of networks that the owner names.
 */
public final class ReaderNetworks {

  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private final List<Network> named;

  private static final class Network {

    private final byte[] address;
    private final int bits;

    Network(byte[] address, int bits) {
      this.address = address;
      this.bits = bits;
    }

    boolean has(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private ReaderNetworks(List<Network> named) {
    this.named = named;
  }

  /**
   * Reads networks in the form 192.0.2.0/24, with commas between; none when empty.
   *
   * @throws IllegalArgumentException naming what is none
   */
  public static ReaderNetworks parse(String text) {
    return new ReaderNetworks(
        text.isBlank()
            ? List.of()
            : Arrays.stream(text.split(",", -1)).map(part -> network(part.strip())).toList());
  }

  private static Network network(String text) {
    String[] parts = text.split("/", -1);
    try {
      if (parts.length == 2 && NUMERIC.matcher(parts[0]).matches()) {
        byte[] address = InetAddress.getByName(parts[0]).getAddress();
        int bits = Integer.parseInt(parts[1]);
        if (bits >= 0 && bits <= address.length * 8) {
          return new Network(address, bits);
        }
      }
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no network like 192.0.2.0/24", e);
    }
    throw new IllegalArgumentException("'" + text + "' is no network like 192.0.2.0/24");
  }

  /** Whether somebody at this address may read. */
  public boolean have(InetAddress address) {
    boolean isLocal =
        address.isLoopbackAddress()
            || address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || isUniqueLocal(address);
    return isLocal || name(address);
  }

  /** Whether a network that was named has this address. */
  boolean name(InetAddress address) {
    return named.stream().anyMatch(network -> network.has(address.getAddress()));
  }

  private static boolean isUniqueLocal(InetAddress address) {
    return address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
  }
}

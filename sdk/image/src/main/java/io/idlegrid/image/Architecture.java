package io.idlegrid.image;

import java.util.Locale;
import java.util.Map;

/** Names of processor architectures, as images have them. */
public final class Architecture {

  private static final Map<String, String> OF_MACHINES =
      Map.of(
          "x86_64", "amd64", "aarch64", "arm64", "armv7l", "arm", "armv6l", "arm", "i686", "386");

  private Architecture() {}

  /** Of a machine as kernels and engines call it; its own name where images have no other. */
  public static String ofMachine(String machine) {
    String name = machine.toLowerCase(Locale.ROOT);
    return OF_MACHINES.getOrDefault(name, name);
  }
}

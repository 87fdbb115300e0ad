package io.idlegrid.worker.edge.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of the device that units without an image see, read-only and at its own path: programs
 * and libraries, and the few settings without which they do not start. Nothing of the owner's.
 *
 * @param paths folders, files and links, as far as this device has them
 */
public record HostPrograms(List<Path> paths) {

  private static final List<String> PROGRAMS =
      List.of("usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32");

  /** {@code java-*}: Debian's Java keeps its security settings there, and fails without them. */
  private static final List<String> SETTINGS =
      List.of(
          "alternatives",
          "ld.so.cache",
          "java-*",
          "crypto-policies",
          "fonts",
          "mime.types",
          "localtime",
          "ssl/certs",
          "pki/java",
          "pki/tls/certs");

  private static final List<String> NETWORK_SETTINGS =
      List.of("resolv.conf", "hosts", "nsswitch.conf", "services", "protocols");

  public HostPrograms {
    paths = List.copyOf(paths);
  }

  public static HostPrograms ofThisDevice() throws IOException {
    return in(Path.of("/"));
  }

  static HostPrograms in(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String program : PROGRAMS) {
      found.addAll(matching(root, program));
    }
    for (String setting : SETTINGS) {
      found.addAll(matching(root.resolve("etc"), setting));
    }
    return new HostPrograms(found);
  }

  /** Without these names are not resolved. An engine with a network of its own brings its own. */
  public static List<Path> networkSettings() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String setting : NETWORK_SETTINGS) {
      found.addAll(matching(Path.of("/etc"), setting));
    }
    return found;
  }

  private static List<Path> matching(Path folder, String pattern) throws IOException {
    Path exact = folder.resolve(pattern);
    if (!pattern.endsWith("*")) {
      return Files.exists(exact) ? List.of(exact) : List.of();
    }
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
        entries.forEach(found::add);
      }
    }
    return found;
  }
}

package io.idlegrid.samples;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine; without it the test is skipped, or fails where told so. */
final class Needs {

  private Needs() {}

  /** The sandbox in which workers run processes. */
  static void bubblewrap() {
    require(
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "bwrap"))),
        "bubblewrap is needed; on Debian: apt-get install bubblewrap");
  }

  /** The one program of the sample with services. */
  static void busybox() {
    boolean isThere =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "busybox")));
    if (!isThere && "1".equals(System.getenv("IDLEGRID_TEST_STRICT"))) {
      fail("busybox is needed; on Debian: apt-get install busybox-static");
    }
    Assumptions.assumeTrue(isThere, "busybox is needed");
  }

  /** A browser. */
  static void chromium() {
    require(
        Files.isExecutable(Path.of("/usr/bin/chromium")),
        "Chromium is needed; on Debian: apt-get install chromium");
  }

  /** A container engine that answers. */
  static void docker() {
    require(
        Files.exists(Path.of("/var/run/docker.sock")),
        "a Docker engine is needed; on Debian: apt-get install docker.io");
  }

  /** A container registry to start. */
  static void registry() {
    require(
        Files.isExecutable(Path.of("/usr/bin/docker-registry")),
        "a registry is needed; on Debian: apt-get install docker-registry");
  }

  /** The right to mount, to change the user, and to hand down control groups. */
  static void root() {
    require("root".equals(System.getProperty("user.name")), "this test needs root");
  }

  /** Version 1 of control groups. */
  static void legacyGroups() {
    require(
        Files.isDirectory(Path.of("/sys/fs/cgroup/freezer")),
        "version 1 of control groups is needed");
  }

  /** A newer Java than that of the tests, which the test command looks for. */
  static Path newestJava() {
    String java = System.getProperty("newest.java", "");
    Assumptions.assumeFalse(java.isEmpty(), "a newer Java is needed: -Dnewest.java=FILE");
    return Path.of(java);
  }

  private static void require(boolean isThere, String what) {
    if (!isThere && "1".equals(System.getenv("IDLEGRID_TEST_STRICT"))) {
      fail(what);
    }
    Assumptions.assumeTrue(isThere, what);
  }
}

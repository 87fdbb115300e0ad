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
    boolean isThere =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "bwrap")));
    if (!isThere && "1".equals(System.getenv("IDLEGRID_TEST_STRICT"))) {
      fail("bubblewrap is needed; on Debian: apt-get install bubblewrap");
    }
    Assumptions.assumeTrue(isThere, "bubblewrap is needed");
  }

  /** A browser. */
  static void chromium() {
    boolean isThere = Files.isExecutable(Path.of("/usr/bin/chromium"));
    if (!isThere && "1".equals(System.getenv("IDLEGRID_TEST_STRICT"))) {
      fail("Chromium is needed; on Debian: apt-get install chromium");
    }
    Assumptions.assumeTrue(isThere, "Chromium is needed");
  }

  /** A container engine that answers. */
  static void docker() {
    boolean isThere = Files.exists(Path.of("/var/run/docker.sock"));
    if (!isThere && "1".equals(System.getenv("IDLEGRID_TEST_STRICT"))) {
      fail("a Docker engine is needed; on Debian: apt-get install docker.io");
    }
    Assumptions.assumeTrue(isThere, "a Docker engine is needed");
  }

  /** The right to mount. */
  static void root() {
    boolean isRoot = "root".equals(System.getProperty("user.name"));
    if (!isRoot && "1".equals(System.getenv("IDLEGRID_TEST_STRICT"))) {
      fail("this test mounts a disk of its own: run it as root");
    }
    Assumptions.assumeTrue(isRoot, "root is needed to mount a disk");
  }
}

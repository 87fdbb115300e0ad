package io.idlegrid.coordinator.edge.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control group at the top of the tree that everything of a build runs in: the last to get CPU,
 * and with a bound on processes, which engines cannot give a build themselves.
 *
 * @param parent what the engine is to be told; empty where there can be no such group
 */
record BuildGroup(String parent) {

  private static final Logger LOG = LoggerFactory.getLogger(BuildGroup.class);
  private static final int LEAST_SHARES = 2;
  private static final Path TREE = Path.of("/sys/fs/cgroup");

  /**
   * Makes it, unless it is there.
   *
   * @param driver of the engine; where systemd owns the tree, it is not for us to make groups
   */
  static BuildGroup make(String name, String driver) {
    if (!driver.equals("cgroupfs")) {
      LOG.warn("builds have no control group of their own: the engine leaves them to {}", driver);
      return new BuildGroup("");
    }
    try {
      if (Files.exists(TREE.resolve("cgroup.controllers"))) {
        Path group = Files.createDirectories(TREE.resolve(name));
        write(group.resolve("pids.max"), BuildSettings.PROCESSES);
        write(group.resolve("cpu.idle"), 1);
      } else {
        write(made("pids", name).resolve("pids.max"), BuildSettings.PROCESSES);
        Path cpu = made("cpu", name);
        if (Files.exists(cpu.resolve("cpu.idle"))) {
          write(cpu.resolve("cpu.idle"), 1);
        } else {
          write(cpu.resolve("cpu.shares"), LEAST_SHARES);
        }
      }
      return new BuildGroup("/" + name);
    } catch (IOException e) {
      LOG.warn("builds have no control group of their own: {}", e.toString());
      return new BuildGroup("");
    }
  }

  /** Gives it back; what is not empty yet is given back after the next build. */
  void remove() {
    if (parent.isEmpty()) {
      return;
    }
    String name = parent.substring(1);
    try {
      Files.deleteIfExists(TREE.resolve(name));
      try (var controllers = Files.newDirectoryStream(TREE, Files::isDirectory)) {
        for (Path controller : controllers) {
          Files.deleteIfExists(controller.resolve(name));
        }
      }
    } catch (IOException e) {
      LOG.debug("the control group of builds stays until the next: {}", e.toString());
    }
  }

  private static Path made(String controller, String name) throws IOException {
    return Files.createDirectories(TREE.resolve(controller).resolve(name));
  }

  private static void write(Path file, int value) throws IOException {
    Files.writeString(file, Integer.toString(value));
  }
}

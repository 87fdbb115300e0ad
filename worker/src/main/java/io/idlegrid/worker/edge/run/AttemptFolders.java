package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.worker.edge.disk.RemoveFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The folders of one attempt.
 *
 * @param root belongs to this attempt alone
 */
record AttemptFolders(Path root) {

  private static final Pattern VOLUME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,30}");

  /** The name of an attempt on this device. */
  static String name(LeaseRef lease) {
    return lease.job() + "-" + lease.unit() + "-" + lease.epoch() + "-" + lease.counter();
  }

  /** Removes the folders of attempts that are not held any more. */
  static void sweep(Path attempts, Set<String> held) throws IOException {
    try (var folders = Files.newDirectoryStream(attempts)) {
      for (Path folder : folders) {
        if (!held.contains(String.valueOf(folder.getFileName()))) {
          RemoveFolder.remove(folder);
        }
      }
    }
  }

  /** The current directory of the unit. */
  Path work() {
    return root.resolve("work");
  }

  /**
   * A volume of a group of services.
   *
   * @throws IllegalArgumentException when the name leads elsewhere
   */
  Path volume(String name) {
    if (!VOLUME.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' cannot name a volume");
    }
    return volumes().resolve(name);
  }

  /** Where volumes are, and nothing else. */
  Path volumes() {
    return work().resolve("volumes");
  }

  Path input() {
    return root.resolve("input");
  }

  Path checkpoint() {
    return root.resolve("checkpoint");
  }

  /** What the unit put out, waiting to be uploaded. */
  Path aside() {
    return root.resolve("outputs");
  }

  /** The outcome of a unit that ran, kept until its outputs are uploaded. */
  Path outcome() {
    return root.resolve("outcome.json");
  }

  void make() throws IOException {
    Files.createDirectories(work().resolve("out"));
    Files.createDirectories(input());
    Files.createDirectories(checkpoint());
  }

  /** Lays a link to each of the program's files, so that the command finds them where it stands. */
  void linkCode(Path code) throws IOException {
    try (var entries = Files.newDirectoryStream(code)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        Path link = work().resolve(name);
        if (!Files.exists(link)) {
          Files.createSymbolicLink(link, Path.of("../code").resolve(name));
        }
      }
    }
  }

  /** What a worker that crashed left of this attempt is of no use, but for the unit's own state. */
  void deleteButCheckpoint() throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (var entries = Files.newDirectoryStream(root)) {
      for (Path entry : entries) {
        if (!entry.equals(checkpoint())) {
          RemoveFolder.remove(entry);
        }
      }
    }
  }

  void delete() throws IOException {
    RemoveFolder.remove(root);
  }
}

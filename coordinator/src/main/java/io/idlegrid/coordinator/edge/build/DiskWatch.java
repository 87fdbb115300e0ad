package io.idlegrid.coordinator.edge.build;

import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How much a build takes from the engine's disk. No engine bounds that for a build, so the free
 * space is watched; what others write meanwhile counts as well, and a build is rather ended than
 * the disk filled.
 *
 * @param freeBefore when the build began
 * @param mostBytes that it may take
 * @param reserveBytes that stay free whoever writes
 */
record DiskWatch(FileStore disk, long freeBefore, long mostBytes, long reserveBytes) {

  static DiskWatch of(Path folder, long mostBytes, long reserveBytes) throws IOException {
    FileStore disk = Files.getFileStore(folder);
    return new DiskWatch(disk, disk.getUsableSpace(), mostBytes, reserveBytes);
  }

  /** Why the build must end, if it must. */
  Optional<RefusedException> problem() throws IOException {
    long free = disk.getUsableSpace();
    if (freeBefore - free > mostBytes) {
      return Optional.of(
          refused(
              "the build took more than the %d MiB of disk that it may"
                  .formatted(mostBytes >> 20)));
    }
    return free < reserveBytes
        ? Optional.of(refused("the disk that builds use has no more than its reserve left"))
        : Optional.empty();
  }

  /** Refuses to go on if the build must end. */
  void require() throws IOException {
    Optional<RefusedException> problem = problem();
    if (problem.isPresent()) {
      throw problem.get();
    }
  }

  private RefusedException refused(String why) {
    return RefusedException.of(
            Kind.TOO_LARGE,
            "build.disk",
            why,
            "write less, build upon smaller images, or build it elsewhere and push the image")
        .with("most", mostBytes);
  }
}

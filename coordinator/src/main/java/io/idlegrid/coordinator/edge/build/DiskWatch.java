package io.idlegrid.coordinator.edge.build;

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
  Optional<String> problem() throws IOException {
    long free = disk.getUsableSpace();
    if (freeBefore - free > mostBytes) {
      return Optional.of(
          "the build took more than the %d MiB of disk that it may".formatted(mostBytes >> 20));
    }
    return free < reserveBytes
        ? Optional.of("the disk that builds use has no more than its reserve left")
        : Optional.empty();
  }
}

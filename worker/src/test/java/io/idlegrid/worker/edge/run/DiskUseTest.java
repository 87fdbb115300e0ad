package io.idlegrid.worker.edge.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.protocol.link.Group;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a unit holds on disk, in real folders. */
class DiskUseTest {

  @TempDir Path folder;
  private AttemptFolders folders;
  private DiskUse disk;

  @BeforeEach
  void fill() throws IOException {
    folders = new AttemptFolders(folder.resolve("j-1-0-1-1"));
    write(folders.work().resolve("own"), 1);
    write(folders.checkpoint().resolve("state"), 2);
    write(folders.volume("data").resolve("first"), 10);
    write(folders.volume("data").resolve("deep/down/second"), 20);
    write(folders.volume("logs").resolve("third"), 40);
    Files.createLink(folders.volume("data").resolve("again"), folders.work().resolve("own"));
    disk =
        new DiskUse(
            new ScriptedEngine.Unit(
                new RunPlan(
                    new AttemptName("a1"),
                    List.of("run"),
                    Map.of(),
                    new UnitFolders(null, Map.of(), null, folders.work(), folders.checkpoint()),
                    new UnitLimits(1, 8 << 20, 8, 1 << 20),
                    null,
                    false,
                    List.of()),
                (channel, bytes, length) -> {}),
            folders);
  }

  private static void write(Path file, int bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[bytes]);
  }

  @Test
  void aUnitHoldsABlockForWhateverHasANameAndAFileWithTwoNamesOnce() {
    // Five files and five folders.
    assertEquals(Optional.empty(), disk.excess(10 * 4096, Optional.empty()));
    assertEquals(
        Optional.of("its files were larger than its disk limit of 0 MiB"),
        disk.excess(10 * 4096 - 1, Optional.empty()));
  }

  @Test
  void aVolumeIsOverfullByWhatLiesInItAndInItsFolders() {
    assertEquals(Optional.empty(), disk.excess(1 << 20, volumes(31, 40)));
    assertEquals(
        Optional.of("volume data holds more than its size of 1 KiB"),
        disk.excess(1 << 20, volumes(29, 40)));
    assertEquals(
        Optional.of("volume logs holds more than its size of 1 KiB"),
        disk.excess(1 << 20, volumes(31, 39)));
  }

  @Test
  void foldersThatHideWhatLiesBelowAreTooMuch() throws IOException {
    Path deep = folders.work();
    for (int level = 0; level < 300; level++) {
      deep = deep.resolve("d");
    }
    Files.createDirectories(deep);

    assertEquals(
        Optional.of(
            "its folders lie inside each other more than 256 levels or 2000 characters deep"),
        disk.excess(1 << 30, Optional.empty()));
  }

  private static Optional<Group> volumes(long data, long logs) {
    return Optional.of(
        new Group(
            List.of(), List.of(new Group.Volume("data", data), new Group.Volume("logs", logs))));
  }
}

package io.idlegrid.worker.edge.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoveFolderTest {

  private static final String LONG = "d".repeat(200);

  @TempDir Path folder;

  @Test
  void removesLinksAndNotWhatTheyLeadTo() throws IOException {
    Path kept = Files.writeString(folder.resolve("kept"), "kept");
    Path removed = Files.createDirectories(folder.resolve("removed/inside"));
    Files.createSymbolicLink(removed.resolve("link"), kept);
    Files.createSymbolicLink(removed.resolve("up"), folder);

    RemoveFolder.remove(folder.resolve("removed"));
    RemoveFolder.remove(folder.resolve("removed"));

    assertEquals(List.of(kept), left());
    assertEquals("kept", Files.readString(kept));
  }

  @Test
  void removesWhatIsLocked() throws IOException {
    Path locked = Files.createDirectories(folder.resolve("removed/locked"));
    Files.writeString(locked.resolve("file"), "");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));

    RemoveFolder.remove(folder.resolve("removed"));

    assertEquals(List.of(), left());
  }

  @Test
  void removesFoldersDeeperThanAnyPathReaches() throws IOException {
    Path top = folder.resolve("removed");
    for (int part = 0; part < 20; part++) {
      // Ten folders inside each other, with all that was made before at their end.
      Path bottom = folder.resolve("next");
      for (int level = 0; level < 10; level++) {
        bottom = bottom.resolve(LONG);
      }
      Files.createDirectories(bottom);
      Files.writeString(bottom.resolve("file"), "hidden");
      if (Files.exists(top)) {
        Files.move(top, bottom.resolve("before"));
      }
      Files.move(folder.resolve("next"), top);
    }
    assertTrue(20 * 10 * LONG.length() > 4096);

    RemoveFolder.remove(top);

    assertEquals(List.of(), left());
  }

  private List<Path> left() throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.toList();
    }
  }
}

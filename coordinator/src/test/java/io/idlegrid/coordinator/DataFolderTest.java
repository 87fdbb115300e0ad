package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may look into the folder of everything durable. */
class DataFolderTest {

  @TempDir private Path folder;

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aNewFolderIsForTheCoordinatorAlone() throws IOException {
    Path made = folder.resolve("new/data");

    DataFolder.lock(made).close();

    assertEquals("rwx------", permissions(made));
  }

  @Test
  void aFolderThatIsOpenToOthersIsTightened() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

    DataFolder.lock(open).close();

    assertEquals("rwx------", permissions(open));
  }
}

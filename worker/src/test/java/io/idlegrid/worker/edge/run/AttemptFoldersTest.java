package io.idlegrid.worker.edge.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptFoldersTest {

  private final AttemptFolders folders = new AttemptFolders(Path.of("/attempts/j-1-0-1-1"));

  @Test
  void aVolumeLiesInTheFolderThatIsWatched() {
    assertEquals(folders.work().resolve("volumes/data"), folders.volume("data"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "../../../../etc", "/etc", "a/b", "Data"})
  void aVolumeLeadsNowhereElse(String name) {
    assertThrows(IllegalArgumentException.class, () -> folders.volume(name));
  }
}

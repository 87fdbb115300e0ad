package io.idlegrid.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramFilesTest {

  @TempDir Path folder;
  private Path jar;
  private ProgramFiles program;

  @BeforeEach
  void begin() throws Exception {
    jar = Files.writeString(folder.resolve("ours.jar"), "first");
    program = new ProgramFiles(jar + ":" + folder + ":" + folder.resolve("absent.jar"));
    assertEquals(Optional.empty(), program.overwritten());
  }

  @Test
  void aJarThatIsWrittenIntoIsNamed() throws Exception {
    Files.writeString(jar, "another");

    assertEquals(Optional.of(jar), program.overwritten());
  }

  @Test
  void oneThatIsPutInItsPlaceDoesNoHarm() throws Exception {
    Path newer = Files.writeString(folder.resolve("newer"), "another");

    Files.move(newer, jar, StandardCopyOption.ATOMIC_MOVE);

    assertEquals(Optional.empty(), program.overwritten());
  }

  @Test
  void norDoesOneThatIsRemoved() throws Exception {
    Files.delete(jar);

    assertEquals(Optional.empty(), program.overwritten());
  }
}

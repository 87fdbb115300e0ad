package io.idlegrid.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

  private static final Credentials STORED = new Credentials("https://grid.example.org", "stored");

  @TempDir private Path folder;

  @Test
  void storesWhatOnlyTheOwnerMayRead() throws Exception {
    Path file = folder.resolve("deep/credentials.json");

    STORED.store(file);

    assertEquals(Optional.of(STORED), Credentials.load(file));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (var files = Files.list(folder.resolve("deep"))) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void refusesAFileThatOthersMayRead() throws Exception {
    Path file = folder.resolve("credentials.json");
    STORED.store(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    GridException error = assertThrows(GridException.class, () -> Credentials.load(file));

    assertEquals("client.credentials", error.code());
    assertTrue(error.hint().orElseThrow().contains("chmod 600"));
  }

  @Test
  void saysThatAFileIsDamaged() throws Exception {
    Path file = folder.resolve("credentials.json");
    STORED.store(file);
    Files.writeString(file, "{\"url\": \"https://grid.example.org\"}");

    GridException error = assertThrows(GridException.class, () -> Credentials.load(file));

    assertTrue(error.getMessage().contains("lacks url or token"), error.getMessage());
  }

  @Test
  void environmentGoesBeforeTheFile() {
    Path file = folder.resolve("credentials.json");
    STORED.store(file);
    String config = file.toString();

    assertEquals(STORED, Credentials.find(Map.of("IDLEGRID_CONFIG", config)));
    assertEquals(
        new Credentials("http://localhost", "t"),
        Credentials.find(Map.of("IDLEGRID_URL", "http://localhost", "IDLEGRID_TOKEN", "t")));
    assertEquals(
        new Credentials(STORED.url(), "t"),
        Credentials.find(Map.of("IDLEGRID_CONFIG", config, "IDLEGRID_TOKEN", "t")));
  }

  @Test
  void doesNotShowATokenToAnotherCoordinator() {
    Path file = folder.resolve("credentials.json");
    STORED.store(file);
    Map<String, String> environment =
        Map.of("IDLEGRID_CONFIG", file.toString(), "IDLEGRID_URL", "https://other.example.org");

    assertThrows(GridException.class, () -> Credentials.find(environment));
  }

  @Test
  void saysHowToLogIn() {
    Map<String, String> environment = Map.of("IDLEGRID_CONFIG", folder.resolve("none").toString());

    GridException error = assertThrows(GridException.class, () -> Credentials.find(environment));

    assertTrue(error.hint().orElseThrow().contains("idlegrid login"));
  }

  @Test
  void doesNotPrintItsToken() {
    assertFalse(STORED.toString().contains("stored"));
  }
}

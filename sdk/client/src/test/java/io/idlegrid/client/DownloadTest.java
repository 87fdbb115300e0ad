package io.idlegrid.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {

  private final byte[] content = new byte[300_000];
  @TempDir private Path folder;
  private FakeCoordinator coordinator;

  @BeforeEach
  void start() throws Exception {
    coordinator = new FakeCoordinator();
    new Random(7).nextBytes(content);
  }

  @AfterEach
  void stop() {
    coordinator.close();
  }

  @Test
  void goesOnWhereTheConnectionBroke() throws Exception {
    coordinator.on("GET /f", FakeCoordinator.body(content, "one", 120_000));

    long size = coordinator.api().download("/f", folder.resolve("deep/file"));

    assertEquals(content.length, size);
    assertArrayEquals(content, Files.readAllBytes(folder.resolve("deep/file")));
    assertEquals(3, coordinator.requests.size());
    try (var left = Files.list(folder.resolve("deep"))) {
      assertEquals(1, left.count());
    }
  }

  @Test
  void goesOnInALaterCall() throws Exception {
    Path file = folder.resolve("file");
    coordinator.on(
        "GET /f",
        FakeCoordinator.body(content, "one", 100_000),
        FakeCoordinator.body(content, "one", 0));
    assertThrows(UnreachableException.class, () -> coordinator.api().download("/f", file));
    assertFalse(Files.exists(file));
    long kept = Files.size(folder.resolve("file.part"));
    assertTrue(kept > 0);

    try (FakeCoordinator later = new FakeCoordinator()) {
      later.on("GET /f", FakeCoordinator.body(content, "one", content.length));
      long[] first = {-1};
      later.api().download("/f", file, (done, total) -> first[0] = first[0] < 0 ? done : first[0]);

      assertArrayEquals(content, Files.readAllBytes(file));
      assertTrue(first[0] > kept);
    }
  }

  @Test
  void startsAnewWhenTheContentChanged() throws Exception {
    Path file = folder.resolve("file");
    Files.write(folder.resolve("file.part"), new byte[1_000]);
    Files.writeString(folder.resolve("file.part.tag"), "\"old\"");
    coordinator.on("GET /f", FakeCoordinator.body(content, "new", content.length));

    coordinator.api().download("/f", file);

    assertArrayEquals(content, Files.readAllBytes(file));
  }

  @Test
  void startsAnewBehindAPartThatNobodyCanName() throws Exception {
    Path file = folder.resolve("file");
    Files.write(folder.resolve("file.part"), new byte[1_000]);
    coordinator.on("GET /f", FakeCoordinator.body(content, "new", content.length));

    coordinator.api().download("/f", file);

    assertArrayEquals(content, Files.readAllBytes(file));
  }

  @Test
  void writesFromAnOffsetOn() {
    coordinator.on("GET /f", FakeCoordinator.body(content, "one", 70_000));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    long size = coordinator.api().download("/f", out, 200_000);

    assertEquals(content.length, size);
    assertEquals(100_000, out.size());
    assertEquals(content[200_000], out.toByteArray()[0]);
  }

  @Test
  void leavesNoFileBehindARefusal() {
    coordinator.on("GET /f", FakeCoordinator.problem(409, "job.incomplete"));
    Path file = folder.resolve("file");

    GridException error =
        assertThrows(GridException.class, () -> coordinator.api().download("/f", file));

    assertEquals("job.incomplete", error.code());
    assertFalse(Files.exists(file));
  }
}

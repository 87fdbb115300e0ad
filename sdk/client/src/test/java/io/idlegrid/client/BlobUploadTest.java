package io.idlegrid.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobUploadTest {

  private static final int PIECE = 100_000;

  private final byte[] content = new byte[250_000];
  @TempDir private Path folder;
  private FakeCoordinator coordinator;
  private Path file;
  private String sha256;

  @BeforeEach
  void start() throws Exception {
    coordinator = new FakeCoordinator();
    new Random(3).nextBytes(content);
    file = Files.write(folder.resolve("large"), content);
    sha256 = Hashes.of(content);
  }

  @AfterEach
  void stop() {
    coordinator.close();
  }

  @Test
  void uploadsInPieces() {
    List<Long> moved = new ArrayList<>();

    String name = coordinator.api(PIECE).uploadBlob(file, (done, total) -> moved.add(done));

    assertEquals(sha256, name);
    assertArrayEquals(content, coordinator.blobs.get(sha256));
    assertEquals(List.of(0L, 100_000L, 200_000L, 250_000L, 250_000L), moved);
  }

  @Test
  void goesOnWhereAnUploadStopped() {
    coordinator.partial.put(sha256, Arrays.copyOf(content, 123_456));

    coordinator.api(PIECE).uploadBlob(file);

    assertArrayEquals(content, coordinator.blobs.get(sha256));
    assertEquals(2, puts());
  }

  @Test
  void sendsNothingThatIsThere() {
    coordinator.blobs.put(sha256, content);

    assertEquals(sha256, coordinator.api(PIECE).uploadBlob(file));
    assertEquals(sha256, coordinator.api().uploadBlob(content));

    assertEquals(0, puts());
  }

  @Test
  void asksAgainWhenSomebodyElseUploadsTheSame() {
    coordinator.on(
        "PUT /api/v1/blobs/" + sha256,
        exchange -> {
          coordinator.blobs.put(sha256, content);
          FakeCoordinator.problem(409, "blob.offset").to(exchange);
        });

    assertEquals(sha256, coordinator.api(PIECE).uploadBlob(file));

    assertEquals(1, puts());
  }

  @Test
  void tellsARefusal() {
    coordinator.on("PUT /api/v1/blobs/" + sha256, FakeCoordinator.problem(413, "blob.too-large"));

    GridException error =
        assertThrows(GridException.class, () -> coordinator.api(PIECE).uploadBlob(file));

    assertEquals("blob.too-large", error.code());
  }

  @Test
  void uploadsNothingAsABlob() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty"));

    String name = coordinator.api().uploadBlob(empty);

    assertEquals(Hashes.of(new byte[0]), name);
    assertTrue(coordinator.blobs.containsKey(name));
  }

  @Test
  void namesAFileThatIsMissing() {
    GridException error =
        assertThrows(
            GridException.class, () -> coordinator.api().uploadBlob(folder.resolve("none")));

    assertEquals("file.unreadable", error.code());
    assertTrue(error.getMessage().contains("none does not exist"), error.getMessage());
  }

  private long puts() {
    return coordinator.requests.stream().filter(request -> request.startsWith("PUT")).count();
  }
}

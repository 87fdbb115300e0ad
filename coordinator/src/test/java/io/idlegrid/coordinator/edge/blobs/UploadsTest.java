package io.idlegrid.coordinator.edge.blobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.edge.auth.Secrets;
import io.idlegrid.coordinator.flow.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of an upload is kept, for whom and for how long. */
class UploadsTest {

  private static final byte[] BYTES = "twelve bytes".getBytes(StandardCharsets.UTF_8);
  private static final String NAME = Secrets.hash(BYTES);

  @TempDir private Path folder;
  private FileBlobStore blobs;
  private Uploads uploads;

  @BeforeEach
  void open() throws IOException {
    blobs = new FileBlobStore(folder, 0);
    uploads = new Uploads(blobs, 1 << 20);
  }

  private static InputStream bytes(int from, int to) {
    return new ByteArrayInputStream(BYTES, from, to - from);
  }

  @Test
  void nobodyTouchesWhatOthersBegan() throws IOException {
    uploads.take("account.ada", NAME, bytes(0, 6), 0, 12);

    assertEquals(0, uploads.received("account.eve", NAME));
    uploads.take("account.eve", NAME, bytes(0, 2), 0, 12);

    assertEquals(6, uploads.received("account.ada", NAME));
    assertTrue(uploads.take("account.ada", NAME, bytes(6, 12), 6, 12));
    assertEquals(12, uploads.received("account.eve", NAME));
  }

  @Test
  void whatIsTooLongLeavesNothingBehind() throws IOException {
    assertThrows(
        RefusedException.class, () -> uploads.take("account.ada", NAME, bytes(0, 12), 0, 5));

    assertEquals(0, uploads.received("account.ada", NAME));
  }

  @Test
  void abandonedUploadsAreSweptAfterADay() throws IOException {
    uploads.take("account.ada", NAME, bytes(0, 6), 0, 12);

    blobs.sweep(Instant.now().plus(Duration.ofHours(23)));
    assertEquals(6, uploads.received("account.ada", NAME));

    blobs.sweep(Instant.now().plus(Duration.ofHours(25)));
    assertEquals(0, uploads.received("account.ada", NAME));
    assertFalse(blobs.has(NAME));
  }
}

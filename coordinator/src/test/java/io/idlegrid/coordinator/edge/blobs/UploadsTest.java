package io.idlegrid.coordinator.edge.blobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.edge.auth.Secrets;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.port.BlobStore;
import io.idlegrid.coordinator.given.GivenDevice;
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
  private static final Uploader ADA = Uploader.account("ada");
  private static final Uploader EVE = Uploader.account("eve");
  private static final DeviceId CAMERA = GivenDevice.id(1);
  private static final DeviceId GATEWAY = GivenDevice.id(2);

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
    uploads.take(ADA, NAME, bytes(0, 6), 0, 12);

    assertEquals(0, uploads.received(EVE, NAME));
    uploads.take(EVE, NAME, bytes(0, 2), 0, 12);

    assertEquals(6, uploads.received(ADA, NAME));
    assertTrue(uploads.take(ADA, NAME, bytes(6, 12), 6, 12));
    assertEquals(12, uploads.received(EVE, NAME));
  }

  @Test
  void whatIsTooLongLeavesNothingBehind() throws IOException {
    assertThrows(RefusedException.class, () -> uploads.take(ADA, NAME, bytes(0, 12), 0, 5));

    assertEquals(0, uploads.received(ADA, NAME));
  }

  @Test
  void abandonedUploadsAreSweptAfterADay() throws IOException {
    uploads.take(ADA, NAME, bytes(0, 6), 0, 12);

    blobs.sweep(Instant.now().plus(Duration.ofHours(23)));
    assertEquals(6, uploads.received(ADA, NAME));

    blobs.sweep(Instant.now().plus(Duration.ofHours(25)));
    assertEquals(0, uploads.received(ADA, NAME));
    assertFalse(blobs.has(NAME));
  }

  @Test
  void whatADeviceIsAboutToReportOutlivesAReleaseByOthers() throws IOException {
    uploads.take(ADA, NAME, bytes(0, 12), 0, 12);
    assertTrue(uploads.take(Uploader.device(CAMERA), NAME, bytes(0, 12), 0, 12), "it is here");

    blobs.release(NAME);

    Instant later = Instant.now().plus(BlobStore.KEEP_RELEASED).plusSeconds(60);
    blobs.retain(any -> false, later);
    assertTrue(blobs.has(NAME), "its link may be down for a day");
    blobs.retain(any -> false, later.plus(BlobStore.KEEP_UNREACHED));
    assertFalse(blobs.has(NAME), "it never came");
  }

  @Test
  void whatDevicesReportedGoesAnHourAfterItsRelease() throws IOException {
    uploads.take(Uploader.device(CAMERA), NAME, bytes(0, 12), 0, 12);
    uploads.received(Uploader.device(GATEWAY), NAME);
    Instant later = Instant.now().plus(BlobStore.KEEP_RELEASED).plusSeconds(60);
    blobs.reported(NAME, CAMERA);

    blobs.release(NAME);
    blobs.retain(any -> false, later);
    assertTrue(blobs.has(NAME), "the other one is still to report it");

    assertTrue(blobs.reported(NAME, GATEWAY).isPresent());
    blobs.release(NAME);
    blobs.retain(any -> false, later);
    assertFalse(blobs.has(NAME));
  }
}

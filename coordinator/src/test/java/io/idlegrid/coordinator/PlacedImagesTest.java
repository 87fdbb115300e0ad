package io.idlegrid.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.image.ImageState;
import io.idlegrid.coordinator.domain.image.ImageState.Phase;
import io.idlegrid.coordinator.domain.image.ImageState.Reason;
import io.idlegrid.coordinator.domain.image.ImageUse;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.image.PlacedImage;
import io.idlegrid.coordinator.flow.PlacedState;
import io.idlegrid.coordinator.flow.port.Tally;
import io.idlegrid.coordinator.given.GivenDevice;
import io.idlegrid.coordinator.given.GivenGrid;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How far devices are with an image that they are to have, and why some have it not. */
class PlacedImagesTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final long BYTES = 100L << 20;
  private static final String DIGEST = "a".repeat(64);
  private static final ImageUse IMAGE =
      new ImageUse(
          "count",
          DIGEST,
          List.of(new ImageVariant("arm64", "linux", "b".repeat(64), "c".repeat(64), 1, BYTES)));

  private final GivenGrid given =
      new GivenGrid(
          START,
          Tally.NONE,
          new GivenDevice(1).arch("amd64"),
          new GivenDevice(2).withoutImages(),
          new GivenDevice(3).imageBytes(BYTES - 1),
          new GivenDevice(4),
          new GivenDevice(5),
          new GivenDevice(6),
          new GivenDevice(7),
          new GivenDevice(8));

  @Test
  void whyADeviceHasNotTheImageIsOneWordToCountBy() {
    List<DeviceId> devices = IntStream.rangeClosed(1, 9).mapToObj(GivenDevice::id).toList();
    PlacedImage placed = new PlacedImage(IMAGE, "ada", devices);
    given.grid().place(placed, given.now());
    given.hasImages(GivenDevice.id(4), state(Phase.REFUSED, Reason.DISK));
    given.hasImages(GivenDevice.id(5), state(Phase.REFUSED, Reason.OWNER));
    given.hasImages(GivenDevice.id(6), state(Phase.WAITING, Reason.BUSY));
    given.hasImages(GivenDevice.id(7), state(Phase.HERE, Reason.NONE));

    List<PlacedState> states = given.grid().placed(placed.key()).orElseThrow();

    assertEquals(
        List.of(
            Reason.ARCHITECTURE,
            Reason.ENGINE,
            Reason.DISK,
            Reason.DISK,
            Reason.OWNER,
            Reason.BUSY,
            Reason.NONE,
            Reason.NONE,
            Reason.OFFLINE),
        states.stream().map(each -> each.state().reason()).toList());
    assertEquals("is amd64, and image count is for arm64", states.get(0).state().detail());
    assertEquals("lends 100 MiB of disk for images < 100 MiB", states.get(2).state().detail());
    assertEquals(Phase.HERE, states.get(6).state().phase());
    assertEquals("is about to begin", states.get(7).state().detail());
  }

  private static ImageState state(Phase phase, Reason reason) {
    return new ImageState(DIGEST, phase, "", 0, 0, reason);
  }
}

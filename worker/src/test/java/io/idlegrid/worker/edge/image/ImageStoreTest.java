package io.idlegrid.worker.edge.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.worker.domain.run.EngineImages;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {

  private static final long ROOMY = 1L << 30;

  @TempDir private Path folder;
  private final ShelfEngine engine = new ShelfEngine();
  private Shop shop;
  private int second;

  @BeforeEach
  void openShop() throws IOException {
    shop = new Shop(folder.resolve("shop"));
  }

  @AfterEach
  void closeShop() throws IOException {
    shop.close();
  }

  @Test
  void imageIsFetchedOnceAndGivenToTheEngine() throws IOException {
    String digest = shop.add("amd64", "program", noise(1, 300_000));
    ImageStore store = store(ROOMY);

    String reference = use(store, digest);
    long fetched = shop.bytesOut();
    String again = use(store, digest);

    assertEquals(reference, again);
    assertEquals(fetched, shop.bytesOut());
    assertEquals(1, engine.loads);
    assertEquals(List.of(digest), store.held());
  }

  @Test
  void newVersionMovesOnlyWhatChanged() throws IOException {
    byte[] content = noise(2, 1_000_000);
    use(store(ROOMY), shop.add("amd64", "program", content));
    long first = shop.bytesOut();
    Arrays.fill(content, 500_000, 510_000, (byte) 1);

    use(store(ROOMY), shop.add("amd64", "program", content));

    long moved = shop.bytesOut() - first;
    assertTrue(moved < first / 10, moved + " of " + first);
  }

  /** Each answer ends after a few more bytes than the one before. */
  @Test
  void brokenTransferGoesOnWhereverItBreaks() throws IOException {
    byte[] content = noise(3, 60_000);
    String digest = shop.add("amd64", "program", content);

    for (int step : new int[] {1, 7, 39, 40, 41, 4_096}) {
      int[] length = {0};
      shop.line(
          bytes -> Arrays.copyOf(bytes, Math.min(bytes.length, (length[0] += 10_000) + step)));
      engine.layers.clear();
      use(
          new ImageStore(
              fresh("broken-" + step), rules(ROOMY), shop, this::images, json(), clock()),
          digest);
      assertLoaded(content);
    }
  }

  @Test
  void transferThatBreaksAtAnyByteLeavesAnImageThatCanBeCompleted() throws IOException {
    byte[] content = noise(4, 9_000);
    String digest = shop.add("amd64", "program", content);
    use(store(ROOMY), digest);
    int all = (int) shop.bytesOut();

    for (int at = 0; at < all; at += 61) {
      Path device = fresh("cut-" + at);
      int[] left = {at};
      shop.line(
          bytes -> {
            int some = Math.min(bytes.length, left[0]);
            left[0] -= some;
            return Arrays.copyOf(bytes, some);
          });
      ImageStore store = new ImageStore(device, rules(ROOMY), shop, this::images, json(), clock());
      engine.layers.clear();
      assertThrows(IOException.class, () -> use(store, digest));
      assertTrue(engine.layers.isEmpty());

      shop.line(bytes -> bytes);
      use(store, digest);
      assertLoaded(content);
    }
  }

  @Test
  void damagedPartIsAskedForAgain() throws IOException {
    byte[] content = noise(5, 100_000);
    String digest = shop.add("amd64", "program", content);
    int[] answers = {0};
    shop.line(
        bytes -> {
          byte[] other = bytes.clone();
          if (answers[0]++ % 2 == 0 && other.length > 100) {
            other[other.length - 10] ^= 1;
          }
          return other;
        });

    use(store(ROOMY), digest);

    assertLoaded(content);
  }

  @Test
  void partThatAlwaysComesDamagedIsRefused() throws IOException {
    String digest = shop.add("amd64", "program", noise(6, 100_000));
    shop.line(
        bytes -> {
          byte[] other = bytes.clone();
          other[other.length - 10] ^= 1;
          return other;
        });

    IOException refusal = assertThrows(IOException.class, () -> use(store(ROOMY), digest));

    assertTrue(String.valueOf(refusal.getMessage()).contains("came damaged"));
    assertTrue(engine.layers.isEmpty());
  }

  @Test
  void damageOnTheDiskIsMendedBeforeTheEngineGetsTheImage() throws IOException {
    byte[] content = noise(7, 200_000);
    String digest = shop.add("amd64", "program", content);
    use(store(ROOMY), digest);
    engine.layers.clear();
    Path pack;
    try (Stream<Path> packs = Files.list(folder.resolve("device/objects"))) {
      pack = packs.sorted().findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(pack);
    bytes[bytes.length / 2] ^= 1;
    Files.write(pack, bytes);

    use(store(ROOMY), digest);

    assertLoaded(content);
  }

  @Test
  void theImageThatWasUsedLeastRecentlyMakesRoom() throws IOException {
    String first = shop.add("amd64", "one", noise(8, 200_000));
    String second = shop.add("amd64", "two", noise(9, 200_000));
    String third = shop.add("amd64", "three", noise(10, 200_000));
    ImageStore store = store(1_000_000);
    use(store, first);
    use(store, second);
    use(store, first);

    use(store, third);

    assertEquals(List.of(first, third), store.held());
    assertEquals(2, engine.layers.size());
  }

  @Test
  void imageInUseStaysAndTheOneWithoutRoomIsRefused() throws IOException {
    String first = shop.add("amd64", "one", noise(11, 300_000));
    String second = shop.add("amd64", "two", noise(12, 300_000));
    ImageStore store = store(1_000_000);

    try (ImageStore.Use inUse = store.use(first, engine, () -> false)) {
      IOException refusal = assertThrows(IOException.class, () -> use(store, second));
      assertTrue(String.valueOf(refusal.getMessage()).contains("owner lends 0 MiB"));
      assertTrue(inUse.reference().startsWith("shelf/"));
    }
    use(store, second);

    assertEquals(List.of(second), store.held());
  }

  @Test
  void diskWithoutRoomIsLeftAlone() throws IOException {
    String digest = shop.add("amd64", "program", noise(13, 300_000));
    ImageStore store =
        new ImageStore(
            fresh("full"),
            new ImageStore.Rules("amd64", () -> ROOMY, Long.MAX_VALUE / 2, Duration.ofMillis(1)),
            shop,
            this::images,
            json(),
            clock());

    IOException refusal = assertThrows(IOException.class, () -> use(store, digest));

    assertTrue(String.valueOf(refusal.getMessage()).contains("the disk has 0 MiB to spare"));
    assertEquals(List.of(), store.held());
  }

  @Test
  void imageForAnotherArchitectureIsRefused() throws IOException {
    String digest = shop.add("arm64", "program", noise(14, 1_000));

    IOException refusal = assertThrows(IOException.class, () -> use(store(ROOMY), digest));

    assertEquals("the image is not for amd64, only for arm64", refusal.getMessage());
  }

  @Test
  void whoeverStopsDoesNotWaitForTheImage() throws IOException {
    String digest = shop.add("amd64", "program", noise(15, 300_000));

    assertThrows(InterruptedIOException.class, () -> store(ROOMY).use(digest, engine, () -> true));
  }

  private String use(ImageStore store, String digest) throws IOException {
    try (ImageStore.Use use = store.use(digest, engine, () -> false)) {
      return use.reference();
    }
  }

  private void assertLoaded(byte[] content) {
    byte[] layer = engine.layers.values().iterator().next();
    assertEquals(
        -1, Arrays.mismatch(content, Arrays.copyOfRange(layer, 512, 512 + content.length)));
  }

  private ImageStore store(long mostBytes) throws IOException {
    return new ImageStore(
        folder.resolve("device"), rules(mostBytes), shop, this::images, json(), clock());
  }

  private static ImageStore.Rules rules(long mostBytes) {
    return new ImageStore.Rules("amd64", () -> mostBytes, 0, Duration.ofMillis(1));
  }

  private Path fresh(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  private Optional<EngineImages> images(String name) {
    return engine.images();
  }

  /** Later with every look, so that uses have an order. */
  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return Instant.EPOCH.plusSeconds(second++);
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  private static ObjectMapper json() {
    return new ObjectMapper();
  }

  private static byte[] noise(long seed, int size) {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    return content;
  }
}

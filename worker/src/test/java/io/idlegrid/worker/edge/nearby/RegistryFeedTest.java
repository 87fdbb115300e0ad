package io.idlegrid.worker.edge.nearby;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.edge.nearby.FedCache.Image;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches beside registries over real sockets; those that are stale, broken or lie, too. */
class RegistryFeedTest {

  private static final int SIZE = 1_500_000;

  @TempDir private Path folder;
  private FakeMirror mirror;
  private FedCache cache;

  @BeforeEach
  void open() throws IOException {
    mirror = new FakeMirror();
    cache = new FedCache(folder, mirror.address());
  }

  @AfterEach
  void close() throws IOException {
    cache.close();
    mirror.close();
  }

  @Test
  void layersComeFromTheRegistryOnceHoweverManyAsk() throws Exception {
    Image image = cache.pulled(1, SIZE);
    mirror.files.put(image.fileDigest(), image.file());

    inParallel(6, () -> cache.fetch(image));

    assertEquals(
        List.of("/v2/team/count/blobs/" + image.fileDigest()), List.copyOf(mirror.requests));
    assertTrue(cache.shop.bytesOut() < SIZE / 50, cache.shop.bytesOut() + " over the uplink");
    assertEquals(image.file().length, cache.report().bytes());
    assertTrue(cache.http.moved() >= image.file().length);
    assertEquals(List.of(), cache.report().stale());
  }

  @Test
  void aTransferThatBreaksGoesOnBehindTheBreak() throws Exception {
    Image image = cache.pulled(2, SIZE);
    mirror.files.put(image.fileDigest(), image.file());
    mirror.breaksEvery = 600_000;

    cache.fetch(image);

    assertTrue(mirror.requests.get(1).endsWith(" bytes=600000-"), mirror.requests.toString());
    assertTrue(cache.shop.bytesOut() < SIZE / 50, cache.shop.bytesOut() + " over the uplink");
  }

  /** As builders write them whose layers can be read from the middle. */
  @Test
  void aLayerThatWasCompressedInManyPartsIsReadToItsEnd() throws Exception {
    Image image = cache.pulledInParts(10, SIZE);
    mirror.files.put(image.fileDigest(), image.file());

    cache.fetch(image);

    assertEquals(List.of(), cache.report().stale());
    assertTrue(cache.shop.bytesOut() < SIZE / 50, cache.shop.bytesOut() + " over the uplink");
  }

  @Test
  void aRegistryWithoutRangesIsReadOver() throws Exception {
    Image image = cache.pulled(3, SIZE);
    mirror.files.put(image.fileDigest(), image.file());
    mirror.doesRanges = false;
    mirror.breaksEvery = 900_000;
    mirror.breaks.set(1);

    cache.fetch(image);

    assertEquals(2, mirror.requests.size());
    assertTrue(cache.shop.bytesOut() < SIZE / 50, cache.shop.bytesOut() + " over the uplink");
  }

  @Test
  void whatTheRegistryDoesNotHaveComesTheOrdinaryWayAndIsNotedAsStale() throws Exception {
    Image image = cache.pulled(4, SIZE);

    cache.fetch(image);

    assertStale(image, "the registry does not have it");
    assertEquals(1, mirror.requests.size());
  }

  @Test
  void aRegistryThatLiesDoesNoHarm() throws Exception {
    byte[] changed = FedCache.tar(new byte[SIZE]);
    for (byte[] lie :
        List.of(
            FedCache.gzip(changed),
            changed,
            "no layer at all".getBytes(StandardCharsets.UTF_8),
            FedCache.gzip(new byte[50_000_000]))) {
      Image image = cache.pulled(lie.length, SIZE);
      mirror.files.put(image.fileDigest(), Arrays.copyOf(lie, image.file().length));
      long before = cache.shop.bytesOut();

      cache.fetch(image);

      String told = String.join("\n", cache.report().stale());
      assertTrue(told.contains(image.fileDigest() + ": it "), told);
      assertTrue(cache.shop.bytesOut() - before > SIZE, "the layer came from the coordinator");
    }
  }

  @Test
  void anotherSizeTellsThatItIsAnotherFile() throws Exception {
    Image image = cache.pulled(5, SIZE);
    mirror.files.put(image.fileDigest(), new byte[100]);

    cache.fetch(image);

    assertStale(image, "the registry has 100 bytes under its name instead of ");
  }

  @Test
  void whatIsRightUntilItIsWrongIsUsedThatFar() throws Exception {
    Image image = cache.pulled(6, SIZE);
    byte[] other = image.content().clone();
    other[SIZE * 3 / 4] ^= 1;
    byte[] lie = FedCache.gzip(FedCache.tar(other));
    mirror.files.put(image.fileDigest(), Arrays.copyOf(lie, image.file().length));

    cache.fetch(image);

    assertStale(image, "it holds another layer, from part ");
    assertTrue(cache.shop.bytesOut() < SIZE / 2, cache.shop.bytesOut() + " over the uplink");
  }

  @Test
  void aRegistryInTroubleIsLeftAloneForAWhile() throws Exception {
    mirror.status = 500;
    Image first = cache.pulled(7, SIZE);
    Image second = cache.pulled(8, SIZE);

    cache.fetch(first);
    int asked = mirror.requests.size();
    cache.fetch(second);

    assertEquals(asked, mirror.requests.size());
    assertTrue(cache.report().problem().contains("status 500"), cache.report().problem());
    assertEquals(List.of(), cache.report().stale());
  }

  @Test
  void nothingIsReadFromItWhileTheOwnerNeedsTheDevice() throws Exception {
    Image image = cache.pulled(9, SIZE);
    mirror.files.put(image.fileDigest(), image.file());
    cache.isLending.set(false);

    cache.fetch(image);

    assertEquals(List.of(), List.copyOf(mirror.requests));
    assertEquals("", cache.report().problem());
  }

  @Test
  void imagesThatCameFromNoRegistryAreNotLookedForThere() throws Exception {
    byte[] tar = FedCache.tar(new byte[100_000]);
    Image pushed = new Image(cache.shop.add("amd64", tar), new byte[100_000], tar);

    cache.fetch(pushed);

    assertEquals(List.of(), List.copyOf(mirror.requests));
  }

  @Test
  void aNewerVersionIsBroughtBeforeSomebodyAsks() throws Exception {
    Image first = cache.pulled(11, SIZE);
    Image second = cache.pulled(12, SIZE);
    mirror.files.put(first.fileDigest(), first.file());
    mirror.files.put(second.fileDigest(), second.file());
    cache.fetch(first);
    cache.moved(first, second);
    cache.restart();

    cache.refresh();
    await().until(() -> cache.report().bytes() == second.file().length);
    mirror.status = 500;
    cache.fetch(second);

    assertTrue(cache.shop.bytesOut() < SIZE / 25, cache.shop.bytesOut() + " over the uplink");
    assertEquals(2, mirror.requests.size(), mirror.requests::toString);
  }

  @Test
  void nothingIsBroughtWhileTheOwnerNeedsTheDevice() throws Exception {
    Image first = cache.pulled(13, SIZE);
    Image second = cache.pulled(14, SIZE);
    mirror.files.put(second.fileDigest(), second.file());
    cache.fetch(first);
    cache.moved(first, second);
    int asked = mirror.requests.size();
    cache.isLending.set(false);

    cache.refresh();

    assertEquals(asked, mirror.requests.size());
    assertEquals(Optional.empty(), cache.report().checkedAt());
  }

  /** Nobody asked for it, so it does not come over the uplink either. */
  @Test
  void aNewerVersionThatTheRegistryLacksIsOnRecordUntilItHasIt() throws Exception {
    Image first = cache.pulled(15, SIZE);
    Image second = cache.pulled(16, SIZE);
    mirror.files.put(first.fileDigest(), first.file());
    cache.fetch(first);
    cache.moved(first, second);

    cache.refresh();
    await().until(() -> !cache.report().stale().isEmpty());
    cache.restart();

    assertEquals(
        List.of("team/count@" + second.fileDigest() + ": the registry does not have it"),
        cache.report().stale());
    assertTrue(cache.report().checkedAt().isPresent());
    assertTrue(cache.shop.bytesOut() < SIZE / 25, cache.shop.bytesOut() + " over the uplink");
    mirror.files.put(second.fileDigest(), second.file());
    cache.refresh();
    assertEquals(List.of(), cache.report().stale());
  }

  @Test
  void whatTheRegistryLackedIsBroughtOnceItHasIt() throws Exception {
    Image first = cache.pulled(17, SIZE);
    Image second = cache.pulled(18, SIZE);
    mirror.files.put(first.fileDigest(), first.file());
    cache.fetch(first);
    cache.moved(first, second);
    cache.refresh();
    await().until(() -> !cache.report().stale().isEmpty());
    mirror.files.put(second.fileDigest(), second.file());

    cache.refresh();

    long both = (long) first.file().length + second.file().length;
    await().until(() -> cache.report().bytes() == both);
    assertEquals(List.of(), cache.report().stale());
  }

  private void assertStale(Image image, String why) {
    assertEquals(1, cache.report().stale().size());
    String told = cache.report().stale().get(0);
    assertTrue(told.startsWith("team/count@" + image.fileDigest() + ": " + why), told);
    assertFalse(cache.shop.bytesOut() < SIZE / 8, "the rest came from the coordinator");
  }

  private interface Failing {
    void run() throws IOException;
  }

  private static void inParallel(int count, Failing each) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(
            threads.submit(
                () -> {
                  each.run();
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}

package io.idlegrid.worker.edge.nearby;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.image.Frame;
import io.idlegrid.image.ObjectName;
import io.idlegrid.protocol.trust.CoordinatorTrust;
import io.idlegrid.worker.edge.image.ImageStore;
import io.idlegrid.worker.edge.image.ObjectSource;
import io.idlegrid.worker.edge.image.ObjectSources;
import io.idlegrid.worker.edge.image.ShelfEngine;
import io.idlegrid.worker.edge.image.Shop;
import io.idlegrid.worker.edge.link.CoordinatorUrl;
import io.idlegrid.worker.edge.link.Http;
import io.idlegrid.worker.edge.link.Pace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices, caches and the coordinator, over real sockets; hostile caches too. */
class CachesTest {

  @TempDir private static Path shared;
  private static SSLContext certificate;

  @TempDir private Path folder;
  private final ObjectMapper json = new ObjectMapper();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final AtomicBoolean isLending = new AtomicBoolean(true);
  private Http coordinator;
  private Shop shop;
  private int names;

  @BeforeAll
  static void certify() throws IOException {
    certificate = CacheCertificate.in(shared.resolve("tls"));
  }

  @BeforeEach
  void open() throws IOException {
    shop = new Shop(folder.resolve("shop"));
    opened.push(shop);
    coordinator = new Http(CoordinatorUrl.parse("http://127.0.0.1:1"), "secret", json, Pace.FREE);
  }

  @AfterEach
  void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @Test
  void manyDevicesAtOnceTakeAnImageOverTheUplinkOnce() throws Exception {
    byte[] content = noise(1, 2_000_000);
    String digest = shop.add("amd64", "program", content);
    ImageCache cache = cache(shop);
    ObjectSource near = near(serve(cache));

    List<ShelfEngine> engines = new ArrayList<>();
    inParallel(
        12,
        () -> {
          ShelfEngine engine = new ShelfEngine();
          fetch(digest, engine, sources(List.of(near), nobody()));
          synchronized (engines) {
            engines.add(engine);
          }
          return engine;
        });

    assertEquals(12, engines.size());
    engines.forEach(engine -> assertHas(engine, content));
    assertEquals(cache.fetchedBytes(), shop.bytesOut());
    assertTrue(shop.bytesOut() < 1.05 * content.length, shop.bytesOut() + " bytes");
  }

  @Test
  void cachesCascade() throws Exception {
    byte[] content = noise(2, 300_000);
    String digest = shop.add("amd64", "program", content);
    ImageCache region = cache(shop);
    ImageCache site = cache(sources(List.of(near(serve(region))), nobody()));
    ShelfEngine first = new ShelfEngine();
    ShelfEngine second = new ShelfEngine();
    ObjectSource near = near(serve(site));

    fetch(digest, first, sources(List.of(near), nobody()));
    long once = shop.bytesOut();
    fetch(digest, second, sources(List.of(near), nobody()));

    assertHas(first, content);
    assertHas(second, content);
    assertEquals(once, shop.bytesOut());
    assertEquals(once, region.fetchedBytes());
    assertEquals(once, site.fetchedBytes());
  }

  @Test
  void aCacheThatIsGoneOrEmptyIsNoHindrance() throws Exception {
    byte[] content = noise(3, 300_000);
    String digest = shop.add("amd64", "program", content);
    ImageCache cache = cache(shop);
    CacheServer gone = serve(cache);
    ObjectSource unreachable = near(gone);
    gone.close();
    ObjectSource empty = near(serve(cache(nobody())));
    ShelfEngine engine = new ShelfEngine();

    fetch(digest, engine, sources(List.of(unreachable, empty), shop));

    assertHas(engine, content);
  }

  @Test
  void whatAHostileCacheSendsIsNotBelievedAndItIsAskedNoMore() throws Exception {
    byte[] content = noise(4, 300_000);
    String digest = shop.add("amd64", "program", content);
    Frame stray = Frame.of("something else".getBytes(StandardCharsets.UTF_8));
    List<ObjectSource> liars =
        List.of(
            (wanted, taker) -> taker.take(stray),
            (wanted, taker) -> damaged().read(wanted, taker),
            (wanted, taker) -> {
              throw new IOException("noise instead of an answer");
            });

    for (ObjectSource liar : liars) {
      AtomicInteger asked = new AtomicInteger();
      ObjectSource counted =
          (wanted, taker) -> {
            asked.incrementAndGet();
            liar.read(wanted, taker);
          };
      ShelfEngine engine = new ShelfEngine();

      fetch(digest, engine, sources(List.of(counted), shop));

      assertHas(engine, content);
      assertEquals(1, asked.get());
    }
  }

  @Test
  void damageOnTheCachesDiskIsMendedFromUpstream() throws Exception {
    byte[] content = noise(5, 300_000);
    String digest = shop.add("amd64", "program", content);
    ImageCache cache = cache(shop);
    ObjectSource near = near(serve(cache));
    fetch(digest, new ShelfEngine(), sources(List.of(near), nobody()));
    long before = shop.bytesOut();
    damagePacks(folder.resolve("cache-1"));
    ShelfEngine engine = new ShelfEngine();

    fetch(digest, engine, sources(List.of(near), nobody()));

    assertHas(engine, content);
    assertTrue(shop.bytesOut() > before);
    assertTrue(shop.bytesOut() < before + 100_000, "only what was damaged");
  }

  @Test
  void nothingIsHandedOnWhileTheOwnerNeedsTheDevice() throws Exception {
    String digest = shop.add("amd64", "program", noise(6, 300_000));
    ImageCache cache = cache(shop);
    ObjectSource near = near(serve(cache));
    isLending.set(false);

    IOException refused =
        assertThrows(
            IOException.class, () -> near.read(List.of(ObjectName.of(digest)), part -> {}));

    assertEquals("the owner needs the device (ask the coordinator)", refused.getMessage());
    assertEquals(0, shop.bytesOut());
  }

  @Test
  void whatIsNoListOfObjectsIsRefused() throws Exception {
    CacheServer server = serve(cache(shop));
    Http http = coordinator.toCache(address(server));

    assertRefused("this is no list of objects", () -> http.post(path(), "?", Object.class));
    assertRefused(
        "'short' is not a SHA-256",
        () -> http.post(path(), Map.of("objects", List.of("short")), Object.class));
    assertRefused(
        "too many objects",
        () ->
            http.post(
                path(),
                Map.of("objects", Collections.nCopies(5_000, "a".repeat(64))),
                Object.class));
    assertRefused("there is nothing here", () -> http.post("api/v1/jobs", "", Object.class));
  }

  @Test
  void othersThanTheNamedNetworksAreLeftOut() throws Exception {
    ReaderNetworks usual = ReaderNetworks.parse("");
    ReaderNetworks wide = ReaderNetworks.parse("203.0.113.0/25, 2001:db8::/32");

    for (String local : List.of("127.0.0.1", "10.1.2.3", "192.168.7.1", "fe80::1", "fd00::1")) {
      assertTrue(usual.have(InetAddress.getByName(local)), local);
    }
    for (String far : List.of("203.0.113.7", "172.32.0.1", "2001:db8::1", "8.8.8.8")) {
      assertTrue(!usual.have(InetAddress.getByName(far)), far);
    }
    assertTrue(wide.have(InetAddress.getByName("203.0.113.7")));
    assertTrue(!wide.have(InetAddress.getByName("203.0.113.128")));
    assertTrue(wide.have(InetAddress.getByName("2001:db8::1")));
    for (String bad : List.of("everybody", "10.0.0.0/33", "10.0.0.0", "10.0.0.0/-1", "x/8")) {
      assertThrows(IllegalArgumentException.class, () -> ReaderNetworks.parse(bad), bad);
    }
  }

  @Test
  void aCacheKeepsToItsBound() throws Exception {
    ImageCache cache = cache(shop, 16L << 20);
    ShelfEngine engine = new ShelfEngine();
    for (int seed = 20; seed < 24; seed++) {
      String digest = shop.add("amd64", "program", noise(seed, 12_000_000));
      fetch(digest, engine, cache);
    }

    // One pack that was read and the one that is written to.
    assertTrue(size(folder.resolve("cache-1")) < 40_000_000, "" + size(folder.resolve("cache-1")));
    assertEquals(4, engine.layers.size());
  }

  private static String path() {
    return CacheServer.PATH.substring(1);
  }

  private interface Failing {
    void run() throws IOException;
  }

  private static void assertRefused(String why, Failing action) {
    IOException refused = assertThrows(IOException.class, action::run);
    assertTrue(String.valueOf(refused.getMessage()).startsWith(why), refused.getMessage());
  }

  /** Has everything; the first byte of each part is another. */
  private ObjectSource damaged() {
    return (wanted, taker) ->
        shop.read(
            wanted,
            part -> {
              ByteArrayOutputStream bytes = new ByteArrayOutputStream();
              part.write(bytes);
              byte[] other = bytes.toByteArray();
              other[Frame.HEAD] ^= (byte) 0xff;
              taker.take(Frame.read(new ByteArrayInputStream(other)).orElseThrow());
            });
  }

  private static ObjectSource nobody() {
    return (wanted, taker) -> {
      throw new IOException("the coordinator is not to be asked");
    };
  }

  private ObjectSources sources(List<ObjectSource> caches, ObjectSource last) {
    List<ObjectSources.Cache> named = new ArrayList<>();
    for (ObjectSource cache : caches) {
      named.add(new ObjectSources.Cache("cache " + named.size(), cache));
    }
    return new ObjectSources(() -> named, last, Clock.systemUTC());
  }

  private ImageCache cache(ObjectSource upstream) throws IOException {
    return cache(upstream, 1L << 30);
  }

  private ImageCache cache(ObjectSource upstream, long most) throws IOException {
    ImageCache cache =
        new ImageCache(folder.resolve("cache-" + ++names), new ImageCache.Room(most, 0), upstream);
    opened.push(cache);
    return cache;
  }

  private CacheServer serve(ImageCache cache) throws IOException {
    CacheServer server =
        new CacheServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            certificate,
            cache,
            json,
            new CacheServer.Lending(ReaderNetworks.parse(""), isLending::get, bytes -> {}));
    opened.push(server);
    return server;
  }

  private ObjectSource near(CacheServer server) {
    return coordinator.toCache(address(server))::objects;
  }

  private static CoordinatorUrl address(CacheServer server) {
    return CoordinatorUrl.parse("https://127.0.0.1:" + server.address().getPort())
        .trusting(CoordinatorTrust.anybody());
  }

  private void fetch(String digest, ShelfEngine engine, ObjectSource source) throws IOException {
    ImageStore store =
        new ImageStore(
            Files.createTempDirectory(folder, "device"),
            new ImageStore.Rules("amd64", () -> 1L << 40, 0, Duration.ofMillis(1)),
            source,
            any -> Optional.of(engine),
            json,
            Clock.systemUTC());
    store.use(digest, engine, () -> false).close();
  }

  private static void inParallel(int count, Callable<?> each) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(threads.submit(each));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void damagePacks(Path packs) throws IOException {
    try (Stream<Path> files = Files.list(packs)) {
      Path pack = files.sorted().findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(pack);
      bytes[bytes.length / 2] ^= 1;
      Files.write(pack, bytes);
    }
  }

  private static long size(Path packs) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(packs)) {
      for (Path file : files.toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  private static void assertHas(ShelfEngine engine, byte[] content) {
    byte[] layer = engine.layers.values().iterator().next();
    assertEquals(
        -1, Arrays.mismatch(content, Arrays.copyOfRange(layer, 512, 512 + content.length)));
  }

  private static byte[] noise(long seed, int size) {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    return content;
  }
}

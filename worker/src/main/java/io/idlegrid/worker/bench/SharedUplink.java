package io.idlegrid.worker.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.protocol.trust.CoordinatorTrust;
import io.idlegrid.worker.edge.image.ObjectSource;
import io.idlegrid.worker.edge.image.ObjectSources;
import io.idlegrid.worker.edge.link.CoordinatorUrl;
import io.idlegrid.worker.edge.link.Http;
import io.idlegrid.worker.edge.link.Pace;
import io.idlegrid.worker.edge.nearby.CacheCertificate;
import io.idlegrid.worker.edge.nearby.CacheServer;
import io.idlegrid.worker.edge.nearby.ImageCache;
import io.idlegrid.worker.edge.nearby.ReaderNetworks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * Devices that fetch an image at the same time over one uplink, behind a cache or each by itself.
 * The far end, the cache and the devices talk over real sockets and TLS, all on this machine.
 *
 * @param bytesPerSecond of the uplink; infinite for no limit
 */
record SharedUplink(BenchImage image, int devices, double bytesPerSecond) {

  private static final ObjectMapper JSON = new ObjectMapper();

  private record Seen(long bytes, double seconds) {}

  /** What the uplink carries for all devices, against what an image weighs. */
  void measureBytes(Path folder) throws IOException, InterruptedException {
    try (BenchShelf shelf = new BenchShelf(folder.resolve("shelf"))) {
      String digest = shelf.push(image, 0, 1);
      Seen seen = behindCache(shelf, digest, folder);
      long packed = shelf.bytes();
      System.out.printf(
          Locale.ROOT,
          "uplink: %d devices behind one cache moved %.2f MiB, with TLS and HTTP: %.3f of the image"
              + " as it travels (%.2f MiB), %.3f of its size (%.2f MiB) (goal: 1.05)%n",
          devices,
          BenchShelf.mib(seen.bytes()),
          (double) seen.bytes() / packed,
          BenchShelf.mib(packed),
          (double) seen.bytes() / image.bytes(),
          BenchShelf.mib(image.bytes()));
    }
  }

  /** How long until the last device has it, both ways. */
  void measureTime(Path folder) throws IOException, InterruptedException {
    try (BenchShelf shelf = new BenchShelf(folder.resolve("shelf"))) {
      String digest = shelf.push(image, 0, 1);
      System.out.printf(
          Locale.ROOT,
          "time: %d devices, an image of %.1f MiB, %.0f Mbit/s (goal: 10 times faster)%n",
          devices,
          BenchShelf.mib(image.bytes()),
          bytesPerSecond * 8 / 1e6);
      Seen cached = behindCache(shelf, digest, folder);
      print("behind a cache", cached);
      Seen plain = plain(shelf, digest, folder);
      print("each by itself", plain);
      System.out.printf(Locale.ROOT, "%.1f times faster%n", plain.seconds() / cached.seconds());
    }
  }

  private static void print(String how, Seen seen) {
    System.out.printf(
        Locale.ROOT,
        "%s: %7.1f s, %7.2f MiB over the uplink%n",
        how,
        seen.seconds(),
        BenchShelf.mib(seen.bytes()));
  }

  private Seen behindCache(BenchShelf shelf, String digest, Path folder)
      throws IOException, InterruptedException {
    SSLContext certificate = CacheCertificate.in(folder.resolve("tls"));
    try (CacheServer far = serve(shelf, certificate);
        Uplink uplink = new Uplink(far.address(), bytesPerSecond);
        ImageCache cache =
            new ImageCache(
                folder.resolve("cache"),
                new ImageCache.Room(1L << 40, 0),
                to(uplink.port())::objects);
        CacheServer near = serve(cache, certificate)) {
      ObjectSource nobody =
          (wanted, taker) -> {
            throw new IOException("the cache did not have it");
          };
      return fetchAll(digest, folder.resolve("near"), uplink, near.address().getPort(), nobody);
    }
  }

  private Seen plain(BenchShelf shelf, String digest, Path folder)
      throws IOException, InterruptedException {
    SSLContext certificate = CacheCertificate.in(folder.resolve("tls"));
    try (CacheServer far = serve(shelf, certificate);
        Uplink uplink = new Uplink(far.address(), bytesPerSecond)) {
      return fetchAll(digest, folder.resolve("plain"), uplink, 0, to(uplink.port())::objects);
    }
  }

  /**
   * @param cache port of the cache; 0 for none
   */
  private Seen fetchAll(String digest, Path folder, Uplink uplink, int cache, ObjectSource last)
      throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(devices);
    try {
      long begun = System.nanoTime();
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < devices; i++) {
        Path own = folder.resolve("device-" + i);
        all.add(
            threads.submit(
                () -> {
                  fetch(digest, own, cache == 0 ? last : behind(cache, last));
                  return own;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
      return new Seen(uplink.bytes(), (System.nanoTime() - begun) / 1e9);
    } catch (ExecutionException e) {
      throw new IOException("a device has not got the image", e);
    } finally {
      // They write into the folder that is deleted next.
      threads.shutdownNow();
      awaitEnd(threads);
    }
  }

  /** Also while we are interrupted; tasks that hang end with the program. */
  private static void awaitEnd(ExecutorService threads) {
    boolean wasInterrupted = Thread.interrupted();
    try {
      boolean unused = threads.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      wasInterrupted = true;
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void fetch(String digest, Path folder, ObjectSource source) throws IOException {
    CheckingEngine engine = new CheckingEngine();
    BenchShelf.device(folder, source, engine).use(digest, engine, () -> false).close();
  }

  private static ObjectSource behind(int cache, ObjectSource last) {
    List<ObjectSources.Cache> caches =
        List.of(new ObjectSources.Cache("cache", to(cache)::objects));
    return new ObjectSources(() -> caches, last, Clock.systemUTC());
  }

  private static CacheServer serve(ObjectSource objects, SSLContext certificate)
      throws IOException {
    return new CacheServer(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        certificate,
        objects,
        JSON,
        new CacheServer.Lending(ReaderNetworks.parse(""), () -> true, bytes -> {}));
  }

  /** With the patience for a coordinator: plain pulls by many over a thin link are slow. */
  private static Http to(int port) {
    return new Http(
        CoordinatorUrl.parse("https://127.0.0.1:" + port).trusting(CoordinatorTrust.anybody()),
        "",
        JSON,
        Pace.FREE);
  }
}

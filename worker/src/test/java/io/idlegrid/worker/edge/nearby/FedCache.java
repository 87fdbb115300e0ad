package io.idlegrid.worker.edge.nearby;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.image.ImageJson;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.registry.RegistryAddress;
import io.idlegrid.protocol.image.ImageSource;
import io.idlegrid.worker.edge.image.ImageStore;
import io.idlegrid.worker.edge.image.ShelfEngine;
import io.idlegrid.worker.edge.image.Shop;
import io.idlegrid.worker.edge.link.CoordinatorUrl;
import io.idlegrid.worker.edge.link.Http;
import io.idlegrid.worker.edge.link.Pace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A cache with a registry nearby, behind a shop that stands for the coordinator. */
final class FedCache implements AutoCloseable {

  static final String REPOSITORY = "team/count";

  final Shop shop;
  final AtomicBoolean isLending = new AtomicBoolean(true);
  final Http http;
  private final Path folder;
  private final Map<String, ImageSource> sources = new ConcurrentHashMap<>();
  private final RegistryAddress registry;
  private final long mostBytes;
  private RegistryFeed feed;
  private ImageCache cache;

  /** An image of one layer: a file of noise. */
  static final class Image {

    private final String digest;
    private final byte[] content;
    private final byte[] file;

    Image(String digest, byte[] content, byte[] file) {
      this.digest = digest;
      this.content = content;
      this.file = file;
    }

    String digest() {
      return digest;
    }

    /** Of the file in it. */
    byte[] content() {
      return content;
    }

    /** The layer as a registry has it. */
    byte[] file() {
      return file;
    }

    String fileDigest() {
      return "sha256:" + sha256(file);
    }
  }

  FedCache(Path folder, RegistryAddress registry) throws IOException {
    this(folder, registry, 1L << 30);
  }

  FedCache(Path folder, RegistryAddress registry, long mostBytes) throws IOException {
    this.folder = folder;
    this.shop = new Shop(folder.resolve("shop"));
    this.http =
        new Http(
            CoordinatorUrl.parse("http://127.0.0.1:1"), "secret", new ObjectMapper(), Pace.FREE);
    this.registry = registry;
    this.mostBytes = mostBytes;
    this.feed = feed();
    this.cache = cache(feed);
  }

  private RegistryFeed feed() {
    return new RegistryFeed(
        new RegistryFeed.Tools(
            registry,
            image -> Optional.ofNullable(sources.get(image)),
            http::fromElsewhere,
            isLending::get,
            Clock.systemUTC(),
            new FeedFile(folder.resolve("registry.json"), new ObjectMapper())));
  }

  private ImageCache cache(RegistryFeed brings) throws IOException {
    return new ImageCache(
        folder.resolve("cache"), new ImageCache.Room(mostBytes, 0), shop, Optional.of(brings));
  }

  /** Stops, and begins anew on the same disk. */
  void restart() throws IOException {
    cache.close();
    feed = feed();
    cache = cache(feed);
  }

  /** As the cache does by itself every few minutes. */
  void refresh() {
    cache.refresh();
  }

  /** From now on the name of an image stands for another one. */
  void moved(Image from, Image to) throws IOException {
    sources.computeIfPresent(
        id(from),
        (same, at) -> new ImageSource(at.registry(), at.repository(), at.layers(), to.digest()));
  }

  private String id(Image image) throws IOException {
    ObjectName index = ObjectName.of(image.digest());
    return ImageJson.index(shop.objects().get(index)).images().get(0).id();
  }

  /** Has the coordinator pull an image; its registry has the layer compressed. */
  Image pulled(long seed, int size) throws IOException {
    return pulled(seed, size, FedCache::gzip);
  }

  /** The same; the layer was compressed a hundred bytes at a time. */
  Image pulledInParts(long seed, int size) throws IOException {
    return pulled(
        seed,
        size,
        tar -> {
          ByteArrayOutputStream parts = new ByteArrayOutputStream();
          for (int at = 0; at < tar.length; at += 100) {
            parts.write(gzip(Arrays.copyOfRange(tar, at, Math.min(tar.length, at + 100))));
          }
          return parts.toByteArray();
        });
  }

  private interface Packing {
    byte[] of(byte[] tar) throws IOException;
  }

  private Image pulled(long seed, int size, Packing packing) throws IOException {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    byte[] tar = tar(content);
    Image image = new Image(shop.add("amd64", tar), content, packing.of(tar));
    sources.put(
        id(image),
        new ImageSource(
            "registry.example.org",
            REPOSITORY,
            List.of(new ImageSource.Layer(image.fileDigest(), image.file().length)),
            null));
    return image;
  }

  RegistryFeed.Report report() {
    return feed.report();
  }

  /** A new device fetches an image from the cache, and has it as it was. */
  void fetch(Image image) throws IOException {
    ShelfEngine engine = new ShelfEngine();
    ImageStore store =
        new ImageStore(
            Files.createTempDirectory(folder, "device"),
            new ImageStore.Rules("amd64", () -> 1L << 40, 0, Duration.ofMillis(1)),
            cache,
            any -> Optional.of(engine),
            new ObjectMapper(),
            Clock.systemUTC());
    store.use(image.digest(), engine, () -> false).close();
    byte[] layer = engine.layers.values().iterator().next();
    byte[] content = image.content();
    assertEquals(
        -1, Arrays.mismatch(content, Arrays.copyOfRange(layer, 512, 512 + content.length)));
  }

  static byte[] tar(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry entry = new TarArchiveEntry("program");
      entry.setSize(content.length);
      entry.setMode(0755);
      entry.setModTime(0);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  @Override
  public void close() throws IOException {
    cache.close();
    shop.close();
  }
}

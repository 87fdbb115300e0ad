package io.idlegrid.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.image.registry.RegistryAddress;
import io.idlegrid.protocol.image.MirrorState;
import io.idlegrid.worker.edge.image.ObjectSource;
import io.idlegrid.worker.edge.image.ObjectSources;
import io.idlegrid.worker.edge.link.CoordinatorUrl;
import io.idlegrid.worker.edge.link.Http;
import io.idlegrid.worker.edge.nearby.CacheAnnouncement;
import io.idlegrid.worker.edge.nearby.CacheCertificate;
import io.idlegrid.worker.edge.nearby.CacheServer;
import io.idlegrid.worker.edge.nearby.FeedFile;
import io.idlegrid.worker.edge.nearby.ImageCache;
import io.idlegrid.worker.edge.nearby.NearbyCaches;
import io.idlegrid.worker.edge.nearby.RegistryFeed;
import io.idlegrid.worker.edge.owner.OwnerView;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where this device's images come from, and whether it hands them on to others. */
final class ImageSharing implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ImageSharing.class);

  private static final Duration FIRST_REFRESH = Duration.ofMinutes(1);
  private static final Duration REFRESH_EVERY = Duration.ofMinutes(15);

  private final WorkerConfig.Sharing config;
  private final Path folder;
  private final Http http;
  private final ObjectMapper json;
  private final ObjectSource source;
  private final @Nullable ImageCache cache;
  private final Optional<RegistryFeed> feed;
  private final Supplier<@Nullable Double> bytesPerSecond;
  private volatile @Nullable CacheServer server;
  private volatile BooleanSupplier isLending = () -> false;
  private final Timer timer = new Timer("looks after a registry", true);
  private @Nullable CacheAnnouncement announcement;

  /**
   * Where a cache lies, if there is one.
   *
   * @param reserveBytes disk that stays free there
   * @param bytesPerSecond the owner's limit; absent for none
   */
  record Place(Path folder, long reserveBytes, Supplier<@Nullable Double> bytesPerSecond) {}

  /**
   * @param http to the coordinator
   */
  ImageSharing(WorkerConfig.Sharing config, Place place, Http http, ObjectMapper json, Clock clock)
      throws IOException {
    this.config = config;
    this.folder = place.folder();
    this.bytesPerSecond = place.bytesPerSecond();
    this.http = http;
    this.json = json;
    List<ObjectSources.Cache> named = config.from().stream().map(this::cache).toList();
    NearbyCaches nearby = new NearbyCaches(clock);
    ObjectSource upstream =
        named.isEmpty() && !config.nearby()
            ? http::objects
            : new ObjectSources(
                () -> config.nearby() ? and(named, nearby.find()) : named, http::objects, clock);
    this.feed = Optional.ofNullable(config.registry()).map(registry -> feed(registry, clock));
    this.cache =
        config.listen() == null
            ? null
            : new ImageCache(
                folder.resolve("objects"),
                new ImageCache.Room(config.diskBytes(), place.reserveBytes()),
                upstream,
                feed);
    this.source = cache == null ? upstream : cache;
  }

  private RegistryFeed feed(RegistryAddress registry, Clock clock) {
    return new RegistryFeed(
        new RegistryFeed.Tools(
            registry,
            http::imageSource,
            http::fromElsewhere,
            () -> isLending.getAsBoolean(),
            clock,
            new FeedFile(folder.resolve("registry.json"), json)));
  }

  private ObjectSources.Cache cache(CoordinatorUrl url) {
    return new ObjectSources.Cache(url.base().toString(), http.toCache(url)::objects);
  }

  private List<ObjectSources.Cache> and(
      List<ObjectSources.Cache> named, List<InetSocketAddress> found) {
    return Stream.concat(named.stream(), found.stream().map(each -> cache(CacheAddress.url(each))))
        .toList();
  }

  /** Where parts of images come from; this device's own cache keeps what it fetches for itself. */
  ObjectSource source() {
    return source;
  }

  /**
   * Begins to hand images on, if the owner wants that.
   *
   * @param device what the device is called, for its neighbours
   * @param lending whether the owner lends the device now
   * @param tell hears how the registry nearby is, if there is one
   */
  void start(String device, BooleanSupplier lending, Consumer<MirrorState> tell)
      throws IOException, StartException {
    isLending = lending;
    InetSocketAddress listen = config.listen();
    if (cache == null || listen == null) {
      return;
    }
    SSLContext certificate = CacheCertificate.in(folder.resolve("tls"));
    CacheServer fresh;
    try {
      fresh =
          new CacheServer(
              listen,
              certificate,
              cache,
              json,
              new CacheServer.Lending(config.readers(), lending, http::handedOut));
    } catch (SocketException e) {
      throw new StartException(
          StartException.FAILED,
          "The cache cannot listen at %s: %s%nIs another worker's there? Choose another address:"
                  .formatted(listen, e.getMessage())
              + " --cache HOST:PORT");
    }
    server = fresh;
    feed.ifPresent(reads -> reads.onChange(report -> tell.accept(state(report))));
    keepFresh(cache);
    if (!listen.getAddress().isLoopbackAddress()) {
      announcement = CacheAnnouncement.of(device, fresh.address().getPort());
    }
    LOG.info("images are handed on to others at {}", fresh.address());
  }

  private void keepFresh(ImageCache kept) {
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            try {
              kept.refresh();
            } catch (RuntimeException e) {
              LOG.error("newer versions of images are looked for later", e);
            }
          }
        },
        FIRST_REFRESH.toMillis(),
        REFRESH_EVERY.toMillis());
  }

  /** What is handed on to others; empty where this device is no cache. */
  Optional<OwnerView.Sharing> handedOn() {
    CacheServer running = server;
    if (running == null) {
      return Optional.empty();
    }
    InetSocketAddress address = running.address();
    return Optional.of(
        new OwnerView.Sharing(
            address.getAddress().getHostAddress() + ":" + address.getPort(),
            running.handedOut(),
            running.readers(),
            bytesPerSecond.get(),
            feed.map(RegistryFeed::report).map(ImageSharing::view).orElse(null)));
  }

  private static MirrorState state(RegistryFeed.Report report) {
    return new MirrorState(
        report.registry(),
        report.stale().size(),
        report.problem(),
        report.checkedAt().orElse(null));
  }

  private static OwnerView.Registry view(RegistryFeed.Report report) {
    return new OwnerView.Registry(
        report.registry(),
        report.bytes(),
        report.problem(),
        report.stale(),
        report.checkedAt().orElse(null));
  }

  @Override
  public void close() throws IOException {
    timer.cancel();
    if (announcement != null) {
      announcement.close();
    }
    CacheServer running = server;
    if (running != null) {
      running.close();
    }
    if (cache != null) {
      cache.close();
    }
  }
}

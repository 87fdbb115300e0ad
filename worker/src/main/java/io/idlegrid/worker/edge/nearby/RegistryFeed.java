package io.idlegrid.worker.edge.nearby;

import io.idlegrid.image.ObjectName;
import io.idlegrid.image.OneWayStream;
import io.idlegrid.image.Recipe;
import io.idlegrid.image.registry.RegistryAddress;
import io.idlegrid.image.registry.RegistryBlob;
import io.idlegrid.image.registry.RegistryHttp;
import io.idlegrid.protocol.image.ImageSource;
import io.idlegrid.worker.edge.nearby.LayerPull.StaleException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a cache from a registry nearby. The lists of an image's parts come the ordinary way and are
 * small; the coordinator tells which files of its registry the layers were, and when a part of a
 * layer is wanted, the whole layer is read from the registry here. What that does not have, or has
 * differently, is noted as stale and comes the ordinary way. May be used by several threads.
 */
public final class RegistryFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RegistryFeed.class);

  private static final int LAYERS_AT_ONCE = 2;
  private static final Duration UNREACHABLE = Duration.ofMinutes(1);
  private static final Duration STALE = Duration.ofHours(1);

  /** What a cache that is too small loses of a layer at once comes the ordinary way. */
  private static final Duration FRESH = Duration.ofMinutes(10);

  private final Tools tools;
  private final FedImages images;
  private final Map<String, LayerPull> running = new LinkedHashMap<>();
  private final StaleLayers stale = new StaleLayers();
  private final RestingLayers resting;
  private final LongAdder bytes = new LongAdder();
  private final ThreadPoolExecutor lanes;
  private volatile Optional<Instant> checkedAt = Optional.empty();
  private volatile Consumer<Report> listener = report -> {};
  private Instant restsUntil = Instant.MIN;
  private String problem = "";

  /**
   * What it works with.
   *
   * @param sources knows where layers lie
   * @param paced reads at the owner's pace
   * @param isLending whether the owner lends the device now
   * @param file where is kept what is to outlast a restart
   */
  public record Tools(
      RegistryAddress registry,
      Sources sources,
      UnaryOperator<InputStream> paced,
      BooleanSupplier isLending,
      Clock clock,
      FeedFile file) {}

  /** Knows where the layers of an image lie, by the image's id. */
  @FunctionalInterface
  public interface Sources {
    Optional<ImageSource> of(String image) throws IOException;
  }

  /**
   * What came from the registry since the start.
   *
   * @param problem why nothing could be read from it last; empty when it could
   * @param stale what it did not have as it should, in words
   * @param checkedAt when it was looked for newer versions last
   */
  public record Report(
      String registry,
      long bytes,
      String problem,
      List<String> stale,
      Optional<Instant> checkedAt) {}

  /** The cache that is fed. */
  interface Shelf {

    boolean has(ObjectName name);

    byte[] get(ObjectName name) throws IOException;

    /** Stores a part, and tells those who wait for it. */
    void bring(byte[] chunk) throws IOException;

    void makeRoom() throws IOException;

    /** Larger layers are none of ours. */
    long mostLayerBytes();

    /**
     * Has parts fetched as if somebody had asked for them, and waits.
     *
     * @throws IOException when one does not come
     */
    void fetch(List<ObjectName> names) throws IOException;

    /** Has parts that were taken over fetched in the ordinary way. */
    void giveUp(List<ObjectName> names);
  }

  public RegistryFeed(Tools tools) {
    this.tools = tools;
    this.images = new FedImages(tools.sources(), tools.clock());
    this.resting = new RestingLayers(tools.clock());
    this.lanes =
        new ThreadPoolExecutor(
            LAYERS_AT_ONCE,
            LAYERS_AT_ONCE,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "reads from a registry");
              thread.setDaemon(true);
              return thread;
            });
    lanes.allowCoreThreadTimeOut(true);
  }

  /** What came so far. */
  public synchronized Report report() {
    return new Report(
        tools.registry().base().toString(),
        bytes.sum(),
        problem,
        stale.all().stream().map(FeedNotes.Stale::words).distinct().toList(),
        checkedAt);
  }

  /** From now on tells of what was found. */
  public void onChange(Consumer<Report> hears) {
    listener = hears;
    listener.accept(report());
  }

  /** Takes up what was known before a restart. */
  void restore(Shelf shelf) {
    FeedNotes kept = tools.file().load(tools.registry().base().toString());
    images.restore(kept.images(), shelf);
    stale.restore(kept.stale());
    if (kept.checkedAt() > 0) {
      checkedAt = Optional.of(Instant.ofEpochSecond(kept.checkedAt()));
    }
  }

  /** Brings layers of newer versions before somebody asks, unless the owner needs the device. */
  void refresh(Shelf shelf) {
    if (!tools.isLending().getAsBoolean()) {
      return;
    }
    Set<String> lacked = keys(stale.all());
    List<ImageLayer> ahead = new FeedRefresh(tools, images, stale).run(shelf);
    lacked.removeAll(keys(stale.all()));
    resting.wake(lacked);
    ahead.forEach(layer -> bring(layer, shelf));
    checkedAt = Optional.of(tools.clock().instant());
    keep();
  }

  private static Set<String> keys(List<FeedNotes.Stale> layers) {
    return layers.stream().map(FeedNotes.Stale::key).collect(Collectors.toCollection(HashSet::new));
  }

  private void keep() {
    listener.accept(report());
    tools
        .file()
        .save(
            new FeedNotes(
                FeedNotes.VERSION,
                tools.registry().base().toString(),
                images.used(),
                stale.all(),
                checkedAt.map(Instant::getEpochSecond).orElse(0L)));
  }

  /** Nobody waits for it, so nothing of it comes the ordinary way. */
  private void bring(ImageLayer layer, Shelf shelf) {
    LayerPull fresh;
    try {
      fresh = new LayerPull(Recipe.of(shelf.get(layer.recipe())));
    } catch (IOException e) {
      LOG.info("the parts of layer {} are not known here: {}", layer, e.getMessage());
      return;
    }
    if (layer.file().bytes() > shelf.mostLayerBytes() || fresh.isHere(shelf)) {
      images.came(layer.key());
      return;
    }
    synchronized (this) {
      boolean mayNot =
          running.containsKey(layer.key()) || tools.clock().instant().isBefore(restsUntil);
      if (mayNot) {
        return;
      }
      running.put(layer.key(), fresh);
    }
    start(layer, fresh, shelf);
  }

  /** Notes an object that was handed out, if it lists the parts of an image. */
  void saw(ObjectName name, byte[] content) {
    images.saw(name, content);
  }

  /**
   * Takes over those parts that the registry should have; they come, or are given up.
   *
   * @return the others
   */
  List<ObjectName> takeOver(List<ObjectName> wanted, Shelf shelf) {
    Set<ObjectName> left = new LinkedHashSet<>(wanted);
    if (tools.isLending().getAsBoolean()) {
      join(left, shelf);
      List<ImageLayer> layers = left.isEmpty() ? List.of() : layers(shelf);
      for (ImageLayer layer : layers) {
        if (!left.isEmpty()) {
          begin(layer, left, shelf);
        }
      }
    }
    return List.copyOf(left);
  }

  /** Waits for what is on its way already. */
  private synchronized void join(Set<ObjectName> left, Shelf shelf) {
    for (LayerPull pull : running.values()) {
      await(pull, left, shelf);
    }
  }

  private static void await(LayerPull pull, Set<ObjectName> left, Shelf shelf) {
    Set<ObjectName> taken = pull.take(left);
    taken.removeIf(shelf::has);
    pull.await(taken);
  }

  private void begin(ImageLayer layer, Set<ObjectName> left, Shelf shelf) {
    LayerPull fresh;
    Set<ObjectName> taken;
    try {
      fresh = new LayerPull(Recipe.of(shelf.get(layer.recipe())));
      taken = fresh.take(left);
    } catch (IOException e) {
      LOG.info("the parts of layer {} are not known here: {}", layer, e.getMessage());
      return;
    }
    synchronized (this) {
      taken.removeIf(shelf::has);
      LayerPull before = running.get(layer.key());
      if (taken.isEmpty()) {
        return;
      }
      if (before != null) {
        before.await(taken);
        return;
      }
      fresh.await(taken);
      running.put(layer.key(), fresh);
    }
    start(layer, fresh, shelf);
  }

  private void start(ImageLayer layer, LayerPull fresh, Shelf shelf) {
    try {
      lanes.execute(() -> pull(layer, fresh, shelf));
    } catch (RejectedExecutionException closing) {
      end(layer, fresh, shelf);
    }
  }

  private void pull(ImageLayer layer, LayerPull pull, Shelf shelf) {
    try (InputStream file = open(layer)) {
      pull.cut(file, shelf);
      came(layer);
    } catch (StaleException e) {
      isStale(layer, String.valueOf(e.getMessage()), false);
    } catch (FileNotFoundException e) {
      isStale(layer, String.valueOf(e.getMessage()), true);
    } catch (IOException e) {
      brokeOff(layer, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("layer {} was not read from registry {}", layer, tools.registry(), e);
    } finally {
      end(layer, pull, shelf);
    }
  }

  private void end(ImageLayer layer, LayerPull pull, Shelf shelf) {
    List<ObjectName> missing = new ArrayList<>();
    synchronized (this) {
      running.remove(layer.key());
      pull.awaited().stream().filter(name -> !shelf.has(name)).forEach(missing::add);
    }
    if (!missing.isEmpty()) {
      shelf.giveUp(missing);
    }
  }

  private InputStream open(ImageLayer layer) {
    RegistryHttp http = new RegistryHttp(tools.registry(), layer.repository());
    InputStream blob = new RegistryBlob(http, layer.file().digest(), layer.file().bytes());
    return new OneWayStream(tools.paced().apply(blob)) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (!tools.isLending().getAsBoolean()) {
          throw new IOException("the owner needs the device");
        }
        int read = in.read(buffer, offset, length);
        bytes.add(Math.max(0, read));
        return read;
      }
    };
  }

  /** Layers of the images that were asked for, which the registry may have. */
  private List<ImageLayer> layers(Shelf shelf) {
    synchronized (this) {
      if (tools.clock().instant().isBefore(restsUntil)) {
        return List.of();
      }
    }
    List<ImageLayer> layers = images.layers();
    layers.removeIf(layer -> layer.file().bytes() > shelf.mostLayerBytes());
    layers.removeIf(layer -> !shelf.has(layer.recipe()));
    layers.removeIf(layer -> resting.isResting(layer.key()));
    return layers;
  }

  private synchronized void came(ImageLayer layer) {
    LOG.info("layer {} came from registry {}", layer, tools.registry());
    resting.rest(layer.key(), FRESH);
    stale.clear(layer.key());
    images.came(layer.key());
    problem = "";
  }

  private synchronized void isStale(ImageLayer layer, String why, boolean absent) {
    LOG.warn("registry {} is stale, {}: {}", tools.registry(), layer, why);
    resting.rest(layer.key(), STALE);
    stale.note(layer, why, absent, tools.clock().instant());
    keep();
  }

  private synchronized void brokeOff(ImageLayer layer, String why) {
    LOG.info("layer {} does not come from registry {}: {}", layer, tools.registry(), why);
    if (tools.isLending().getAsBoolean()) {
      problem = why;
      restsUntil = tools.clock().instant().plus(UNREACHABLE);
      listener.accept(report());
    }
  }

  @Override
  public void close() {
    keep();
    lanes.shutdownNow();
    try {
      if (!lanes.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("a registry is still being read from while the cache closes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

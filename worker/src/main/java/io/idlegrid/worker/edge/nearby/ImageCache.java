package io.idlegrid.worker.edge.nearby;

import io.idlegrid.image.DamagedObjectException;
import io.idlegrid.image.Frame;
import io.idlegrid.image.MissingObjectException;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.ObjectPacks;
import io.idlegrid.worker.edge.image.ObjectSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts of images kept for others. A part that is not here is fetched once, however many ask for it
 * at the same time; whoever asked gets it as soon as it came. Beyond the bound what was read least
 * recently goes. What a crash loses is fetched again. May be used by many threads.
 */
public final class ImageCache implements ObjectSource, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ImageCache.class);
  private static final long PACK_BYTES = 16L << 20;

  /** Two requests at a time, so that the uplink is not idle between them. */
  private static final int LANES = 2;

  private final Path folder;
  private final Room room;
  private final ObjectPacks objects;
  private final ObjectSource upstream;
  private final Optional<RegistryFeed> feed;
  private final RegistryFeed.Shelf shelf = new Shelf();
  private final Map<ObjectName, CompletableFuture<Boolean>> underWay = new HashMap<>();
  private final AtomicLong fetchedBytes = new AtomicLong();
  private final ExecutorService lanes =
      Executors.newFixedThreadPool(
          LANES,
          task -> {
            Thread thread = new Thread(task, "fetches for the cache");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * How much may be kept.
   *
   * @param mostBytes rounded up to a pack of 16 MiB
   * @param reserveBytes disk that stays free whatever others ask for
   */
  public record Room(long mostBytes, long reserveBytes) {}

  /**
   * Opens a folder, made when missing.
   *
   * @param upstream where parts come from that are not here
   */
  public ImageCache(Path folder, Room room, ObjectSource upstream) throws IOException {
    this(folder, room, upstream, Optional.empty());
  }

  /**
   * The same, with a registry nearby.
   *
   * @param feed brings parts without asking upstream; closed with the cache
   */
  public ImageCache(Path folder, Room room, ObjectSource upstream, Optional<RegistryFeed> feed)
      throws IOException {
    this.feed = feed;
    this.folder = Files.createDirectories(folder);
    this.room = room;
    this.upstream = upstream;
    this.objects = ObjectPacks.open(folder, PACK_BYTES);
    feed.ifPresent(brings -> brings.restore(shelf));
  }

  /** Has newer versions of what is kept here brought out of the registry nearby. */
  public void refresh() {
    feed.ifPresent(brings -> brings.refresh(shelf));
  }

  /** Bytes of the parts that were fetched so far, packed. */
  public long fetchedBytes() {
    return fetchedBytes.get();
  }

  @Override
  public void read(List<ObjectName> wanted, Taker taker) throws IOException {
    Map<ObjectName, CompletableFuture<Boolean>> awaited = claim(wanted);
    for (ObjectName name : wanted) {
      CompletableFuture<Boolean> coming = awaited.get(name);
      Optional<Frame> part = coming == null || came(coming) ? sound(name) : Optional.empty();
      if (part.isPresent()) {
        taker.take(part.get());
      }
    }
  }

  /** Sees to it that somebody fetches what is not here. */
  private Map<ObjectName, CompletableFuture<Boolean>> claim(List<ObjectName> wanted) {
    Map<ObjectName, CompletableFuture<Boolean>> awaited = new HashMap<>();
    List<ObjectName> mine = new ArrayList<>();
    synchronized (underWay) {
      for (ObjectName name : wanted) {
        if (!objects.has(name)) {
          if (!underWay.containsKey(name)) {
            underWay.put(name, new CompletableFuture<>());
            mine.add(name);
          }
          awaited.put(name, underWay.get(name));
        }
      }
    }
    if (!mine.isEmpty()) {
      inALane(mine, () -> fetch(mine));
    }
    return awaited;
  }

  private void inALane(List<ObjectName> mine, Runnable task) {
    try {
      lanes.execute(task);
    } catch (RejectedExecutionException closing) {
      mine.forEach(name -> end(name, false));
    }
  }

  private void fetch(List<ObjectName> mine) {
    List<ObjectName> left = mine;
    try {
      left = feed.map(brings -> brings.takeOver(mine, shelf)).orElse(mine);
    } catch (RuntimeException e) {
      LOG.error("the registry is not asked for parts", e);
    }
    if (!left.isEmpty()) {
      fetchUpstream(left);
    }
  }

  private void fetchUpstream(List<ObjectName> mine) {
    try {
      makeRoom();
      upstream.read(mine, this::store);
    } catch (IOException e) {
      LOG.info("not all parts that others asked for were fetched: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("parts that others asked for were not fetched", e);
    } finally {
      mine.forEach(name -> end(name, false));
    }
  }

  private void store(Frame part) throws IOException {
    objects.put(part);
    fetchedBytes.addAndGet(part.length());
    end(part.name(), true);
  }

  private void end(ObjectName name, boolean isHere) {
    CompletableFuture<Boolean> coming;
    synchronized (underWay) {
      coming = underWay.remove(name);
    }
    if (coming != null) {
      coming.complete(isHere);
    }
  }

  private void makeRoom() throws IOException {
    long most = Math.max(room.mostBytes(), PACK_BYTES);
    objects.shrink(most);
    if (Files.getFileStore(folder).getUsableSpace() < room.reserveBytes()) {
      objects.shrink(0);
      if (Files.getFileStore(folder).getUsableSpace() < room.reserveBytes()) {
        throw new IOException("the disk has no room to spare for a cache");
      }
    }
  }

  private static boolean came(CompletableFuture<Boolean> coming) throws InterruptedIOException {
    try {
      return coming.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a part of an image was awaited");
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody completes it so", e);
    }
  }

  /** What the disk damaged is forgotten, so that it is fetched anew the next time. */
  private Optional<Frame> sound(ObjectName name) throws IOException {
    try {
      Frame part = objects.frame(name);
      byte[] content = part.content();
      feed.ifPresent(brings -> brings.saw(name, content));
      return Optional.of(part);
    } catch (MissingObjectException justDropped) {
      return Optional.empty();
    } catch (DamagedObjectException e) {
      LOG.warn("{}, here in the cache; it is fetched anew", e.getMessage());
      objects.forget(name);
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    if (feed.isPresent()) {
      feed.get().close();
    }
    lanes.shutdownNow();
    try {
      if (!lanes.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("parts of images are still being fetched while the cache closes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    objects.close();
  }

  /** What a registry's feed sees of this. */
  private final class Shelf implements RegistryFeed.Shelf {

    @Override
    public boolean has(ObjectName name) {
      return objects.has(name);
    }

    @Override
    public byte[] get(ObjectName name) throws IOException {
      return objects.get(name);
    }

    @Override
    public void bring(byte[] chunk) throws IOException {
      end(objects.put(chunk), true);
    }

    @Override
    public void makeRoom() throws IOException {
      ImageCache.this.makeRoom();
    }

    @Override
    public long mostLayerBytes() {
      // More would drive out what was brought before anybody came for it.
      return room.mostBytes() / 2;
    }

    @Override
    public void fetch(List<ObjectName> names) throws IOException {
      for (CompletableFuture<Boolean> coming : claim(names).values()) {
        if (!came(coming)) {
          throw new IOException("what lists the parts of an image does not come");
        }
      }
    }

    @Override
    public void giveUp(List<ObjectName> names) {
      inALane(names, () -> fetchUpstream(names));
    }
  }
}

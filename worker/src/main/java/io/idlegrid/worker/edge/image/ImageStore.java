package io.idlegrid.worker.edge.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.image.DamagedObjectException;
import io.idlegrid.image.ImageJson;
import io.idlegrid.image.MissingObjectException;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.ObjectPacks;
import io.idlegrid.image.Recipe;
import io.idlegrid.image.StoredImage;
import io.idlegrid.protocol.image.ImageIndex;
import io.idlegrid.protocol.image.ImageManifest;
import io.idlegrid.protocol.image.ImageState;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.EngineImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images of this device. Only what is missing is fetched; everything is verified. Beyond the
 * owner's bound the image that was used least recently goes first, here and in the engines, unless
 * it is in use.
 */
public final class ImageStore {

  private static final Logger LOG = LoggerFactory.getLogger(ImageStore.class);
  private static final long PACK_BYTES = 16L << 20;

  private final Rules rules;
  private final Path packs;
  private final ImageRecords records;
  private final ObjectSource source;
  private final ImageRoom room;
  private final Map<String, Object> locks = new HashMap<>();
  private final Map<String, Integer> inUse = new HashMap<>();
  private @Nullable ObjectPacks open;
  private int users;
  private volatile Runnable changed = () -> {};

  /**
   * How much may be kept.
   *
   * @param arch of this device, as Docker and Go name it
   * @param mostBytes most disk for images, here and in engines
   * @param reserveBytes disk that stays free whatever images need
   * @param pause after a try to fetch that brings nothing; doubles with each
   */
  public record Rules(String arch, LongSupplier mostBytes, long reserveBytes, Duration pause) {}

  /**
   * An image that is ready to start units in; to be closed when it is no longer used.
   *
   * @param reference what the engine calls it
   */
  public record Use(String reference, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }

  /**
   * Opens a folder, made when missing.
   *
   * @param engines finds the images of an engine by the engine's name
   */
  public ImageStore(
      Path folder,
      Rules rules,
      ObjectSource source,
      Function<String, Optional<EngineImages>> engines,
      ObjectMapper json,
      Clock clock)
      throws IOException {
    this.rules = rules;
    this.packs = Files.createDirectories(folder.resolve("objects"));
    this.records = new ImageRecords(folder.resolve("images"), json, clock);
    this.source = source;
    this.room = new ImageRoom(rules, packs, records, engines, this::inUse, () -> changed.run());
  }

  /** Hears how far a transfer is. */
  @FunctionalInterface
  public interface Progress {
    void moved(long done, long total);
  }

  /** From now on tells when images came or went. */
  public void onChange(Runnable listener) {
    changed = listener;
  }

  /** Digests of the images that are here. */
  public List<String> held() throws IOException {
    return records.oldestFirst().stream().map(ImageRecord::digest).toList();
  }

  /**
   * Fetches what is missing of an image and has an engine make it ready.
   *
   * @param digest of the image's index
   * @throws IOException when a part cannot be had, there is no room, or the engine does not take it
   */
  public Use use(String digest, Engine engine, BooleanSupplier isStopped) throws IOException {
    return use(digest, engine, isStopped, (done, total) -> {});
  }

  /** The same, telling how far it is. */
  Use use(String digest, Engine engine, BooleanSupplier isStopped, Progress progress)
      throws IOException {
    Object lock;
    synchronized (this) {
      lock = locks.computeIfAbsent(digest, any -> new Object());
      inUse.merge(digest, 1, Integer::sum);
    }
    try {
      synchronized (lock) {
        return new Use(
            ready(new Wanted(digest, engine, isStopped, progress)), () -> release(digest));
      }
    } catch (IOException | RuntimeException e) {
      release(digest);
      throw e;
    }
  }

  private synchronized void release(String digest) {
    inUse.computeIfPresent(digest, (same, uses) -> uses == 1 ? null : uses - 1);
  }

  /** An image that somebody wants to use. */
  private record Wanted(
      String digest, Engine engine, BooleanSupplier isStopped, Progress progress) {}

  private String ready(Wanted wanted) throws IOException {
    String digest = wanted.digest();
    String engine = wanted.engine().name();
    EngineImages images =
        wanted
            .engine()
            .images()
            .orElseThrow(
                () -> new ImageRefusal(ImageState.ENGINE, "engine " + engine + " runs no images"));
    Optional<ImageRecord> known = records.find(digest);
    if (known.isPresent() && known.get().engines().contains(engine)) {
      try {
        records.touch(digest);
        return images.load(known.get().local(packs));
      } catch (EngineException e) {
        // Whatever it was, the parts are looked through below, and it is tried once more.
        LOG.info("image {} is looked through: {}", digest, e.getMessage());
      }
    }
    String reference = prepare(wanted, images);
    changed.run();
    return reference;
  }

  private String prepare(Wanted wanted, EngineImages images) throws IOException {
    ObjectPacks objects = acquire();
    try {
      ImageRecord record = complete(wanted, objects);
      String reference;
      try {
        reference = images.load(record.local(packs));
      } catch (EngineException e) {
        if (!forgetDamaged(record, objects)) {
          throw refused(e);
        }
        record = complete(wanted, objects);
        reference = loaded(images, record);
      }
      records.put(record.with(wanted.engine().name()));
      return reference;
    } finally {
      giveBack();
    }
  }

  private String loaded(EngineImages images, ImageRecord record) throws IOException {
    try {
      return images.load(record.local(packs));
    } catch (EngineException e) {
      throw refused(e);
    }
  }

  private static ImageRefusal refused(EngineException by) {
    return new ImageRefusal(ImageState.ENGINE, String.valueOf(by.getMessage()), by);
  }

  /** Fetches what is missing, after room was made for it. */
  private ImageRecord complete(Wanted wanted, ObjectPacks objects) throws IOException {
    String digest = wanted.digest();
    PartFetch fetch = new PartFetch(source, objects, wanted.isStopped(), rules.pause());
    fetch.fetch(List.of(ObjectName.of(digest)).iterator());
    ImageIndex.Entry entry = entry(digest, objects);
    ObjectName manifestName = ObjectName.of(entry.manifest());
    fetch.fetch(List.of(manifestName).iterator());
    ImageManifest manifest = StoredImage.open(objects, manifestName).manifest();
    List<ObjectName> lists = new ArrayList<>(List.of(ObjectName.of(manifest.config())));
    manifest.layers().forEach(layer -> lists.add(ObjectName.of(layer.recipe())));
    fetch.fetch(lists.iterator());
    ImageRecord before = records.find(digest).orElse(null);
    boolean isInEngine = before != null && before.engines().contains(wanted.engine().name());
    long missing = missingBytes(manifest, objects);
    room.make(missing + (isInEngine ? 0 : manifest.layerBytes()), objects);
    long begun = fetch.bytes();
    fetch.onBytes(bytes -> wanted.progress().moved(bytes - begun, missing));
    for (ImageManifest.Layer layer : manifest.layers()) {
      fetch.fetch(chunks(Recipe.of(objects.get(ObjectName.of(layer.recipe())))));
    }
    objects.sync();
    ImageRecord record =
        new ImageRecord(
            digest,
            entry.manifest(),
            manifest.config(),
            manifest.layerBytes(),
            before == null ? List.of() : before.engines());
    records.put(record);
    return record;
  }

  private ImageIndex.Entry entry(String digest, ObjectPacks objects) throws IOException {
    ImageIndex index = ImageJson.index(objects.get(ObjectName.of(digest)));
    return index.images().stream()
        .filter(image -> image.arch().equals(rules.arch()))
        .findFirst()
        .orElseThrow(
            () ->
                new ImageRefusal(
                    ImageState.ARCHITECTURE,
                    "the image is not for %s, only for %s"
                        .formatted(
                            rules.arch(),
                            String.join(
                                ", ",
                                index.images().stream().map(ImageIndex.Entry::arch).toList()))));
  }

  /** An upper bound: chunks travel and lie here packed. */
  private static long missingBytes(ImageManifest manifest, ObjectPacks objects) throws IOException {
    long bytes = 0;
    for (ImageManifest.Layer layer : manifest.layers()) {
      Recipe recipe = Recipe.of(objects.get(ObjectName.of(layer.recipe())));
      for (int chunk = 0; chunk < recipe.chunks(); chunk++) {
        bytes += objects.has(recipe.name(chunk)) ? 0 : recipe.size(chunk);
      }
    }
    return bytes;
  }

  private static Iterator<ObjectName> chunks(Recipe recipe) {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < recipe.chunks();
      }

      @Override
      public ObjectName next() {
        return recipe.name(next++);
      }
    };
  }

  private synchronized Set<String> inUse() {
    return Set.copyOf(inUse.keySet());
  }

  /** Reads every part; forgets those that are not what they should be. */
  private static boolean forgetDamaged(ImageRecord record, ObjectPacks objects) throws IOException {
    boolean isAny = false;
    ObjectName manifest = ObjectName.of(record.manifest());
    List<ObjectName> parts = new ArrayList<>(List.of(ObjectName.of(record.digest()), manifest));
    if (isSound(manifest, objects)) {
      ImageManifest read = StoredImage.open(objects, manifest).manifest();
      parts.add(ObjectName.of(read.config()));
      for (ImageManifest.Layer layer : read.layers()) {
        ObjectName recipe = ObjectName.of(layer.recipe());
        parts.add(recipe);
        if (isSound(recipe, objects)) {
          chunks(Recipe.of(objects.get(recipe))).forEachRemaining(parts::add);
        }
      }
    }
    for (ObjectName part : parts) {
      if (!isSound(part, objects)) {
        objects.forget(part);
        isAny = true;
      }
    }
    return isAny;
  }

  private static boolean isSound(ObjectName part, ObjectPacks objects) throws IOException {
    try {
      objects.get(part);
      return true;
    } catch (DamagedObjectException | MissingObjectException e) {
      return false;
    }
  }

  /** The packs are open only while images are fetched: a resting agent needs the memory. */
  private synchronized ObjectPacks acquire() throws IOException {
    ObjectPacks present = open == null ? ObjectPacks.open(packs, PACK_BYTES) : open;
    open = present;
    users++;
    return present;
  }

  private synchronized void giveBack() throws IOException {
    users--;
    if (users == 0 && open != null) {
      open.close();
      open = null;
    }
  }
}

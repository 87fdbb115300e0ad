package io.idlegrid.coordinator.edge.image;

import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.image.StoredLayer;
import io.idlegrid.coordinator.edge.blobs.FileBlobStore;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.port.ImageShelf;
import io.idlegrid.image.EngineArchive;
import io.idlegrid.image.Frame;
import io.idlegrid.image.ImageJson;
import io.idlegrid.image.MissingObjectException;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.ObjectPacks;
import io.idlegrid.image.StoredImage;
import io.idlegrid.image.archive.ImageArchive;
import io.idlegrid.image.archive.ImageException;
import io.idlegrid.image.archive.ImageLimits;
import io.idlegrid.protocol.image.ImageIndex;
import io.idlegrid.protocol.image.ImageManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/** Images in a folder: objects in packs, and archives that came and are not taken in yet. */
public final class PackedImages implements ImageShelf, AutoCloseable {

  private static final long PACK_BYTES = 64L << 20;
  private static final int MOST_LATELY = 100;

  private final Path scratch;
  private final FileBlobStore incoming;
  private final ObjectPacks objects;
  private final ImageLimits limits;
  private final LongAdder bytesOut = new LongAdder();

  /** How many are taking an archive in: it stays until the last of them has. */
  private final Map<String, Integer> taking = new HashMap<>();

  /** What the last archives held, for those who pushed the same. Guarded by {@link #taking}. */
  private final Map<Wanted, List<ImageVariant>> lately =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Wanted, List<ImageVariant>> eldest) {
          return size() > MOST_LATELY;
        }
      };

  /** Shared by those who take in, exclusive for whoever drops. */
  private final ReadWriteLock dropping = new ReentrantReadWriteLock();

  /** An archive, and the only architecture to take out of it. */
  private record Wanted(String archive, Optional<String> arch) {}

  /** Opens the folder; an archive that was not taken in before a stop has to come again. */
  public PackedImages(Path folder, long reserveBytes, ImageLimits limits) throws IOException {
    Path uploads = folder.resolve("incoming");
    this.incoming = new FileBlobStore(uploads, reserveBytes);
    this.scratch = Files.createDirectories(folder.resolve("scratch"));
    try (var left = Files.newDirectoryStream(scratch)) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
    this.objects = ObjectPacks.open(folder.resolve("objects"), PACK_BYTES);
    this.limits = limits;
  }

  /** Where archives are uploaded to. */
  public FileBlobStore incoming() {
    return incoming;
  }

  /** An object as it travels; empty when it is not here. */
  public Optional<Frame> object(ObjectName name) throws IOException {
    try {
      Frame frame = objects.frame(name);
      bytesOut.add(frame.length());
      return Optional.of(frame);
    } catch (MissingObjectException e) {
      return Optional.empty();
    }
  }

  /** Bytes of objects that were handed out since the start, packed. */
  public long bytesOut() {
    return bytesOut.sum();
  }

  /** Bytes that all images take together. */
  public long bytes() {
    return objects.bytes();
  }

  @Override
  public Runnable hold() {
    dropping.readLock().lock();
    return dropping.readLock()::unlock;
  }

  @Override
  public Taken take(String archive, Optional<String> arch) throws IOException {
    incoming.requireSpace();
    if (!FileBlobStore.isName(archive)) {
      throw notThere(archive);
    }
    Wanted wanted = new Wanted(archive, arch);
    synchronized (taking) {
      taking.merge(archive, 1, Integer::sum);
    }
    try {
      return incoming.has(archive) ? opened(wanted) : takenLately(wanted);
    } catch (ImageException e) {
      throw refused(e);
    } finally {
      synchronized (taking) {
        if (taking.computeIfPresent(archive, (same, users) -> users == 1 ? null : users - 1)
            == null) {
          incoming.remove(archive);
        }
      }
    }
  }

  private Taken opened(Wanted wanted) throws IOException {
    Path file = incoming.path(wanted.archive());
    try (ImageArchive opened = ImageArchive.open(file, scratch, limits, wanted.arch())) {
      Taken taken = taken(opened);
      synchronized (taking) {
        lately.put(wanted, taken.variants());
      }
      return taken;
    }
  }

  /**
   * Somebody else pushed the same meanwhile: what came of it is still here, or has to come anew.
   */
  private Taken takenLately(Wanted wanted) {
    List<ImageVariant> variants;
    synchronized (taking) {
      variants = lately.getOrDefault(wanted, List.of());
    }
    boolean isHere =
        variants.stream().allMatch(each -> objects.has(ObjectName.of(each.manifest())));
    if (variants.isEmpty() || !isHere) {
      throw notThere(wanted.archive());
    }
    return new Taken(variants, 0);
  }

  private static RefusedException notThere(String archive) {
    return RefusedException.invalid(
            "image.archive",
            "/archive",
            "there is no uploaded archive " + archive,
            "upload it first: PUT /api/v1/image-archives/{sha256}")
        .with("archive", archive);
  }

  @Override
  public List<StoredLayer> layers(ImageVariant image) throws IOException {
    return StoredImage.open(objects, ObjectName.of(image.manifest())).manifest().layers().stream()
        .map(layer -> new StoredLayer(layer.diffId(), layer.bytes(), layer.recipe()))
        .toList();
  }

  @Override
  public Taken takeLayout(Path folder, Map<String, StoredLayer> stored) throws IOException {
    incoming.requireSpace();
    Map<String, ImageManifest.Layer> layers = new HashMap<>();
    stored.forEach(
        (file, layer) ->
            layers.put(
                file, new ImageManifest.Layer(layer.diffId(), layer.bytes(), layer.recipe())));
    try (ImageArchive opened = ImageArchive.openLayout(folder, limits, layers)) {
      return taken(opened);
    } catch (ImageException e) {
      throw refused(e);
    }
  }

  @Override
  public Taken takeFile(Path archive) throws IOException {
    incoming.requireSpace();
    try (ImageArchive opened = ImageArchive.open(archive, scratch, limits, Optional.empty())) {
      return taken(opened);
    } catch (ImageException e) {
      throw refused(e);
    }
  }

  /** An image as engines load it, made while it is read. */
  public InputStream archive(ImageVariant image, String tag) throws IOException {
    return EngineArchive.open(StoredImage.open(objects, ObjectName.of(image.manifest())), tag);
  }

  private Taken taken(ImageArchive opened) throws IOException {
    long before = objects.bytes();
    List<ImageVariant> variants = new ArrayList<>();
    for (ImageIndex.Entry entry : opened.store(objects)) {
      variants.add(variant(entry));
    }
    return new Taken(variants, objects.bytes() - before);
  }

  private static RefusedException refused(ImageException e) {
    return RefusedException.invalid(e.code(), e.place(), String.valueOf(e.getMessage()), e.hint());
  }

  private ImageVariant variant(ImageIndex.Entry entry) throws IOException {
    int layers =
        StoredImage.open(objects, ObjectName.of(entry.manifest())).manifest().layers().size();
    return new ImageVariant(
        entry.arch(), entry.os(), entry.id(), entry.manifest(), layers, entry.bytes());
  }

  @Override
  public String bind(List<ImageVariant> variants) throws IOException {
    ImageIndex index =
        new ImageIndex(
            ImageIndex.VERSION,
            variants.stream()
                .map(
                    variant ->
                        new ImageIndex.Entry(
                            variant.arch(),
                            variant.os(),
                            variant.id(),
                            variant.manifest(),
                            variant.bytes()))
                .toList());
    ObjectName name = objects.put(ImageJson.write(index));
    objects.sync();
    return name.toString();
  }

  @Override
  public Optional<Long> retain(Collection<String> digests) throws IOException {
    if (!dropping.writeLock().tryLock()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          objects.retain(
              keep -> {
                for (String digest : digests) {
                  reach(ObjectName.of(digest), keep);
                }
              }));
    } finally {
      dropping.writeLock().unlock();
    }
  }

  private void reach(ObjectName index, Consumer<ObjectName> keep) throws IOException {
    keep.accept(index);
    for (ImageIndex.Entry entry : ImageJson.index(objects.get(index)).images()) {
      ObjectName manifest = ObjectName.of(entry.manifest());
      keep.accept(manifest);
      StoredImage.open(objects, manifest).eachObject(keep);
    }
  }

  @Override
  public void close() throws IOException {
    objects.close();
  }
}

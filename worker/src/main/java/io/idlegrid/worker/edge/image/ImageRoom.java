package io.idlegrid.worker.edge.image;

import io.idlegrid.image.ImageJson;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.ObjectPacks;
import io.idlegrid.image.StoredImage;
import io.idlegrid.protocol.image.ImageIndex;
import io.idlegrid.protocol.image.ImageState;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.EngineImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes room for an image within the owner's bound: the one that was used least recently goes
 * first, here and in the engines, unless it is in use.
 *
 * @param packs where the parts lie
 * @param engines finds the images of an engine by the engine's name
 * @param inUse digests of the images that must stay
 * @param isGone hears that an image went
 */
record ImageRoom(
    ImageStore.Rules rules,
    Path packs,
    ImageRecords records,
    Function<String, Optional<EngineImages>> engines,
    Supplier<Set<String>> inUse,
    Runnable isGone) {

  private static final Logger LOG = LoggerFactory.getLogger(ImageRoom.class);

  /** Removes images that are not in use until so many bytes fit. */
  void make(long bytes, ObjectPacks objects) throws IOException {
    List<ImageRecord> oldest = records.oldestFirst();
    long kept = objects.bytes() + oldest.stream().mapToLong(ImageRecord::engineBytes).sum();
    long free = Files.getFileStore(packs).getUsableSpace() - rules.reserveBytes();
    for (ImageRecord record : oldest) {
      if (kept + bytes <= rules.mostBytes().getAsLong() && bytes <= free) {
        return;
      }
      if (!inUse.get().contains(record.digest())) {
        long freed = record.engineBytes() + remove(record, objects);
        kept -= freed;
        free += freed;
      }
    }
    if (kept + bytes > rules.mostBytes().getAsLong()) {
      throw new ImageRefusal(
          ImageState.DISK,
          "the image needs up to %d MiB more, and the owner lends %d MiB to images, of which %d MiB"
                  .formatted(bytes >> 20, rules.mostBytes().getAsLong() >> 20, kept >> 20)
              + " are in use");
    }
    if (bytes > free) {
      throw new ImageRefusal(
          ImageState.DISK,
          "the image needs up to %d MiB, and the disk has %d MiB to spare"
              .formatted(bytes >> 20, Math.max(0, free) >> 20));
    }
  }

  private long remove(ImageRecord record, ObjectPacks objects) throws IOException {
    for (String engine : record.engines()) {
      Optional<EngineImages> images = engines.apply(engine);
      if (images.isPresent()) {
        try {
          images.get().unload(record.local(packs));
        } catch (EngineException e) {
          LOG.warn("engine {} keeps image {}: {}", engine, record.id(), e.getMessage());
        }
      }
    }
    records.remove(record.digest());
    long freed = objects.retain(keep -> reach(objects, keep));
    LOG.info("image {} made room for another", record.digest());
    isGone.run();
    return freed;
  }

  /** Everything of the images that are here, and of those that are being fetched. */
  private void reach(ObjectPacks objects, Consumer<ObjectName> keep) throws IOException {
    Set<String> roots = new LinkedHashSet<>(inUse.get());
    records.oldestFirst().forEach(record -> roots.add(record.digest()));
    for (String digest : roots) {
      ObjectName name = ObjectName.of(digest);
      keep.accept(name);
      if (objects.has(name)) {
        for (ImageIndex.Entry entry : ImageJson.index(objects.get(name)).images()) {
          ObjectName manifest = ObjectName.of(entry.manifest());
          keep.accept(manifest);
          if (objects.has(manifest)) {
            StoredImage.open(objects, manifest).eachObject(keep);
          }
        }
      }
    }
  }
}

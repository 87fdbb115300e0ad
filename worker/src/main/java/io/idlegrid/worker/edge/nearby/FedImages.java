package io.idlegrid.worker.edge.nearby;

import io.idlegrid.image.ImageJson;
import io.idlegrid.image.ObjectName;
import io.idlegrid.protocol.image.ImageManifest;
import io.idlegrid.protocol.image.ImageSource;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The images that were asked for last, and where their layers lie in a registry. */
final class FedImages {

  private static final Logger LOG = LoggerFactory.getLogger(FedImages.class);

  /** Larger objects list no image. */
  private static final int MOST_MANIFEST = 64 << 10;

  /** Others come the ordinary way until they are asked for again. */
  private static final int MOST_IMAGES = 16;

  /** For so long an image that nobody asks for is still looked after. */
  private static final Duration LOOKED_AFTER = Duration.ofDays(7);

  private static final Duration UNKNOWN = Duration.ofMinutes(10);
  private static final Pattern REPOSITORY = Pattern.compile("[a-z0-9]+([._/-]+[a-z0-9]+)*");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private final RegistryFeed.Sources sources;
  private final Clock clock;
  private final Map<ObjectName, Known> known = new LinkedHashMap<>(16, 0.75f, true);

  /** Keys of layers that nobody asked for yet and that are to be brought once. */
  private final Set<String> ahead = new LinkedHashSet<>();

  /** An image whose list of parts was handed out; where it lies is asked when it is needed. */
  private static final class Known {

    private final ImageManifest manifest;
    private Optional<ImageSource> source = Optional.empty();
    private Instant askAgain = Instant.MIN;
    private Instant usedAt;

    Known(ImageManifest manifest, Instant usedAt) {
      this.manifest = manifest;
      this.usedAt = usedAt;
    }
  }

  FedImages(RegistryFeed.Sources sources, Clock clock) {
    this.sources = sources;
    this.clock = clock;
  }

  /**
   * A version of an image that came after one that was asked for here.
   *
   * @param usedAt when that one was asked for last
   */
  record Newer(String arch, ObjectName index, Instant usedAt) {}

  /** Notes an object that was handed out, if it lists the parts of an image. */
  void saw(ObjectName name, byte[] content) {
    Instant now = clock.instant();
    synchronized (this) {
      Known before = known.get(name);
      if (before != null) {
        before.usedAt = now;
        return;
      }
    }
    note(name, content, now);
  }

  /** Notes a newer version that nobody asked for yet: its layers are to be brought. */
  void learned(ObjectName name, byte[] content, Instant usedAt) {
    note(name, content, usedAt);
    synchronized (this) {
      Known fresh = known.get(name);
      int layers = fresh == null ? 0 : fresh.manifest.layers().size();
      for (int i = 0; i < layers; i++) {
        ahead.add(ImageLayer.key(name, i));
      }
    }
  }

  /** What was asked for before a restart. */
  void restore(List<FeedNotes.Used> kept, RegistryFeed.Shelf shelf) {
    for (FeedNotes.Used each : kept) {
      if (ObjectName.isValid(each.manifest()) && shelf.has(ObjectName.of(each.manifest()))) {
        ObjectName name = ObjectName.of(each.manifest());
        try {
          note(name, shelf.get(name), Instant.ofEpochSecond(each.at()));
        } catch (IOException e) {
          LOG.info("an image that was asked for is forgotten: {}", e.getMessage());
        }
      }
    }
  }

  synchronized List<FeedNotes.Used> used() {
    List<FeedNotes.Used> used = new ArrayList<>();
    known.forEach(
        (name, image) ->
            used.add(new FeedNotes.Used(name.toString(), image.usedAt.getEpochSecond())));
    return used;
  }

  /** Names of the lists of parts. */
  synchronized Set<String> manifests() {
    return known.keySet().stream().map(ObjectName::toString).collect(Collectors.toSet());
  }

  /** A layer came, or is on its way to somebody who asked. */
  synchronized void came(String key) {
    ahead.remove(key);
  }

  /** Layers that are to be brought before somebody asks. */
  List<ImageLayer> ahead() {
    List<ImageLayer> all = layers();
    synchronized (this) {
      ahead.removeIf(key -> !known.containsKey(ObjectName.of(ImageLayer.manifest(key))));
      return all.stream().filter(layer -> ahead.contains(layer.key())).toList();
    }
  }

  /** Versions that came after those that are looked after; forgets what is not any more. */
  List<Newer> newer() {
    Map<ObjectName, Known> images;
    synchronized (this) {
      Instant since = clock.instant().minus(LOOKED_AFTER);
      known.values().removeIf(image -> image.usedAt.isBefore(since));
      images = new LinkedHashMap<>(known);
    }
    List<Newer> newer = new ArrayList<>();
    for (Known image : images.values()) {
      try {
        Optional<ImageSource> told = ask(image);
        String newest = told.map(ImageSource::newest).orElse(null);
        if (newest != null && ObjectName.isValid(newest)) {
          newer.add(new Newer(image.manifest.arch(), ObjectName.of(newest), image.usedAt));
        }
      } catch (IOException e) {
        LOG.info("the coordinator does not tell what is newer: {}", e.getMessage());
        break;
      }
    }
    return newer;
  }

  private void note(ObjectName name, byte[] content, Instant usedAt) {
    if (content.length > MOST_MANIFEST || content.length == 0 || content[0] != '{') {
      return;
    }
    ImageManifest manifest;
    try {
      manifest = ImageJson.manifest(content);
    } catch (IOException notOne) {
      LOG.trace("{} lists no parts", name);
      return;
    }
    boolean isSound =
        ObjectName.isValid(manifest.config())
            && manifest.layers().stream().allMatch(layer -> ObjectName.isValid(layer.recipe()));
    synchronized (this) {
      if (isSound && known.get(name) == null) {
        known.put(name, new Known(manifest, usedAt));
        if (known.size() > MOST_IMAGES) {
          known.remove(known.keySet().iterator().next());
        }
      }
    }
  }

  /** The layers of those that came from a registry. */
  List<ImageLayer> layers() {
    Map<ObjectName, Known> images;
    synchronized (this) {
      images = new LinkedHashMap<>(known);
    }
    List<ImageLayer> layers = new ArrayList<>();
    images.forEach((name, image) -> source(image).ifPresent(at -> add(name, image, at, layers)));
    return layers;
  }

  private static void add(ObjectName name, Known image, ImageSource at, List<ImageLayer> layers) {
    List<ImageManifest.Layer> all = image.manifest.layers();
    for (int i = 0; i < all.size(); i++) {
      layers.add(
          new ImageLayer(
              ImageLayer.key(name, i),
              ObjectName.of(all.get(i).recipe()),
              at.repository(),
              at.layers().get(i)));
    }
  }

  private Optional<ImageSource> source(Known image) {
    Instant now = clock.instant();
    synchronized (this) {
      if (image.source.isPresent() || now.isBefore(image.askAgain)) {
        return image.source;
      }
      image.askAgain = now.plus(UNKNOWN);
    }
    try {
      return ask(image);
    } catch (IOException e) {
      LOG.info("the coordinator does not tell where an image lies: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<ImageSource> ask(Known image) throws IOException {
    Optional<ImageSource> told =
        sources.of(image.manifest.config()).filter(at -> fits(at, image.manifest));
    if (told.isPresent()) {
      // The coordinator forgets in time where old versions lay; they lie there all the same.
      synchronized (this) {
        image.source = told;
      }
    }
    return told;
  }

  private static boolean fits(ImageSource source, ImageManifest manifest) {
    return source.layers().size() == manifest.layers().size()
        && !source.repository().contains("..")
        && REPOSITORY.matcher(source.repository()).matches()
        && source.layers().stream()
            .allMatch(layer -> layer.bytes() > 0 && DIGEST.matcher(layer.digest()).matches());
  }
}

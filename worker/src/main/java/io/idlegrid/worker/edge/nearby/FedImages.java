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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The images that were asked for last, and where their layers lie in a registry. */
final class FedImages {

  private static final Logger LOG = LoggerFactory.getLogger(FedImages.class);

  /** Larger objects list no image. */
  private static final int MOST_MANIFEST = 64 << 10;

  /** Others come the ordinary way until they are asked for again. */
  private static final int MOST_IMAGES = 16;

  private static final Duration UNKNOWN = Duration.ofMinutes(10);
  private static final Pattern REPOSITORY = Pattern.compile("[a-z0-9]+([._/-]+[a-z0-9]+)*");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private final RegistryFeed.Sources sources;
  private final Clock clock;
  private final Map<ObjectName, Known> known = new LinkedHashMap<>(16, 0.75f, true);

  /** An image whose list of parts was handed out; where it lies is asked when it is needed. */
  private static final class Known {

    private final ImageManifest manifest;
    private Optional<ImageSource> source = Optional.empty();
    private Instant askAgain = Instant.MIN;

    Known(ImageManifest manifest) {
      this.manifest = manifest;
    }
  }

  FedImages(RegistryFeed.Sources sources, Clock clock) {
    this.sources = sources;
    this.clock = clock;
  }

  /** Notes an object that was handed out, if it lists the parts of an image. */
  void saw(ObjectName name, byte[] content) {
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
        known.put(name, new Known(manifest));
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
              name + "/" + i,
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
      Optional<ImageSource> told =
          sources.of(image.manifest.config()).filter(at -> fits(at, image.manifest));
      synchronized (this) {
        image.source = told;
      }
      return told;
    } catch (IOException e) {
      LOG.info("the coordinator does not tell where an image lies: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean fits(ImageSource source, ImageManifest manifest) {
    return source.layers().size() == manifest.layers().size()
        && !source.repository().contains("..")
        && REPOSITORY.matcher(source.repository()).matches()
        && source.layers().stream()
            .allMatch(layer -> layer.bytes() > 0 && DIGEST.matcher(layer.digest()).matches());
  }
}

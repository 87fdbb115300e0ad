package io.idlegrid.worker.edge.nearby;

import io.idlegrid.image.ImageJson;
import io.idlegrid.image.ObjectName;
import io.idlegrid.image.registry.RegistryHttp;
import io.idlegrid.protocol.image.ImageIndex;
import io.idlegrid.protocol.image.ImageManifest;
import io.idlegrid.worker.edge.nearby.FedImages.Newer;
import io.idlegrid.worker.edge.nearby.FeedNotes.Stale;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether images that were asked for here have moved on, and has the layers of their newer
 * versions brought out of the registry before anybody asks. Only what lists their parts comes the
 * ordinary way. What the registry did not have is asked for again.
 */
record FeedRefresh(RegistryFeed.Tools tools, FedImages images, StaleLayers stale) {

  private static final Logger LOG = LoggerFactory.getLogger(FeedRefresh.class);

  /** Layers that are to be brought now. */
  List<ImageLayer> run(RegistryFeed.Shelf shelf) {
    for (Newer newer : images.newer()) {
      try {
        learn(newer, shelf);
      } catch (IOException e) {
        LOG.info("a newer version of an image is not looked at: {}", e.getMessage());
      }
    }
    stale.retain(images.manifests());
    try {
      for (Stale each : stale.all()) {
        if (each.absent() && isThereNow(each)) {
          LOG.info("registry {} has {} now", tools.registry(), each.digest());
          stale.clear(each.key());
        }
      }
    } catch (IOException e) {
      LOG.info("registry {} is not asked for what it lacked: {}", tools.registry(), e.getMessage());
    }
    List<String> missing = stale.all().stream().map(Stale::key).toList();
    return images.ahead().stream().filter(layer -> !missing.contains(layer.key())).toList();
  }

  private void learn(Newer newer, RegistryFeed.Shelf shelf) throws IOException {
    shelf.fetch(List.of(newer.index()));
    Optional<ImageIndex.Entry> entry =
        ImageJson.index(shelf.get(newer.index())).images().stream()
            .filter(image -> image.arch().equals(newer.arch()))
            .findFirst();
    if (entry.isEmpty() || images.manifests().contains(entry.get().manifest())) {
      return;
    }
    ObjectName name = ObjectName.of(entry.get().manifest());
    shelf.fetch(List.of(name));
    byte[] list = shelf.get(name);
    ImageManifest manifest = ImageJson.manifest(list);
    List<ObjectName> parts = new ArrayList<>(List.of(ObjectName.of(manifest.config())));
    manifest.layers().forEach(layer -> parts.add(ObjectName.of(layer.recipe())));
    shelf.fetch(parts);
    images.learned(name, list, newer.usedAt());
    LOG.info("image {} is a newer version of one that is kept here", name);
  }

  private boolean isThereNow(Stale layer) throws IOException {
    RegistryHttp http = new RegistryHttp(tools.registry(), layer.repository());
    try (RegistryHttp.Answer answer = http.send("HEAD", "blobs/" + layer.digest(), Map.of())) {
      long length = answer.connection().getContentLengthLong();
      return answer.status() == HttpURLConnection.HTTP_OK
          && (length < 0 || length == layer.bytes());
    }
  }
}

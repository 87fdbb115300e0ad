package io.idlegrid.worker.edge.nearby;

import io.idlegrid.worker.edge.nearby.FeedNotes.Stale;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Layers that a registry nearby does not have as it should, the newest findings of them. */
final class StaleLayers {

  private static final int MOST = 50;

  private final Map<String, Stale> byKey = new LinkedHashMap<>();

  synchronized void restore(List<Stale> kept) {
    kept.forEach(each -> byKey.put(each.key(), each));
  }

  /** The time of the first finding stays. */
  synchronized void note(ImageLayer layer, String why, boolean absent, Instant now) {
    Stale before = byKey.remove(layer.key());
    byKey.put(
        layer.key(),
        new Stale(
            layer.key(),
            layer.repository(),
            layer.file().digest(),
            layer.file().bytes(),
            why,
            absent,
            before == null ? now.getEpochSecond() : before.since()));
    if (byKey.size() > MOST) {
      byKey.remove(byKey.keySet().iterator().next());
    }
  }

  synchronized void clear(String key) {
    byKey.remove(key);
  }

  /** Forgets layers of images that nobody asks for any more. */
  synchronized void retain(Set<String> manifests) {
    byKey.keySet().removeIf(key -> !manifests.contains(ImageLayer.manifest(key)));
  }

  synchronized List<Stale> all() {
    return List.copyOf(byKey.values());
  }
}

package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many bytes the images have that an account has names for; what two names share counts once.
 */
final class ImageBytes {

  private static final int PAGE = 500;

  private final GridStore store;

  ImageBytes(GridStore store) {
    this.store = store;
  }

  long of(String account) {
    Map<String, Long> byId = new HashMap<>();
    String after = NamedImage.key(account, "");
    List<NamedImage> page = store.list(Table.IMAGE, after, PAGE);
    while (!page.isEmpty()) {
      for (NamedImage image : page) {
        if (!image.account().equals(account)) {
          return sum(byId);
        }
        for (ImageVariant variant : image.variants()) {
          byId.put(variant.id(), variant.bytes());
        }
        after = NamedImage.key(account, image.name());
      }
      page = store.list(Table.IMAGE, after, PAGE);
    }
    return sum(byId);
  }

  private static long sum(Map<String, Long> byId) {
    return byId.values().stream().mapToLong(Long::longValue).sum();
  }
}

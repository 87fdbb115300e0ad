package io.idlegrid.coordinator.edge.auth;

import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;
import java.util.HashMap;
import java.util.Map;

/**
 * How many bytes the images have that an account has names for; what two names share counts once.
 */
final class ImageBytes {

  private final GridStore store;

  ImageBytes(GridStore store) {
    this.store = store;
  }

  long of(String account) {
    Map<String, Long> byId = new HashMap<>();
    for (NamedImage image : store.all(Table.IMAGE, NamedImage.key(account, ""))) {
      if (!image.account().equals(account)) {
        break;
      }
      for (ImageVariant variant : image.variants()) {
        byId.put(variant.id(), variant.bytes());
      }
    }
    return sum(byId);
  }

  private static long sum(Map<String, Long> byId) {
    return byId.values().stream().mapToLong(Long::longValue).sum();
  }
}

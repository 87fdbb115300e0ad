package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.image.ImageName;
import io.idlegrid.coordinator.domain.image.ImageUse;
import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.Table;

/** Finds what an image's name stands for now; a job keeps it. */
final class FindImage {

  private final GridStore store;

  FindImage(GridStore store) {
    this.store = store;
  }

  /**
   * @param account whose image it is
   * @param place where the name is written
   */
  ImageUse find(String written, String account, String place) {
    ImageName name =
        ImageName.read(written)
            .orElseThrow(
                () ->
                    RefusedException.invalid(
                            "image.name",
                            place,
                            "'" + written + "' cannot name an image",
                            ImageName.RULE)
                        .with("image", written));
    NamedImage image =
        store
            .get(Table.IMAGE, NamedImage.key(account, name.name()))
            .orElseThrow(
                () ->
                    RefusedException.invalid(
                            "image.unknown",
                            place,
                            "account " + account + " has no image '" + name.name() + "'",
                            "see idlegrid image ls, or idlegrid image push "
                                + name.name()
                                + " FILE")
                        .with("image", name.name()));
    if (name.digest().map(digest -> !digest.equals(image.digest())).orElse(false)) {
      throw RefusedException.invalid(
              "image.moved",
              place,
              "image '%s' stands for sha256:%s now".formatted(name.name(), image.digest()),
              "leave the digest out, or push the image that it stood for again")
          .with("image", name.name());
    }
    return new ImageUse(image.name(), image.digest(), image.variants());
  }
}

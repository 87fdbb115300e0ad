package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.image.ImageName;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.ImageShelf;
import io.idlegrid.coordinator.flow.port.Table;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Gives the images of an uploaded archive a name. */
public final class PushImage {

  private final GridStore store;
  private final ImageShelf shelf;
  private final Consumer<Commit> durably;

  /**
   * @param durably commits, and returns once it is durable
   */
  public PushImage(GridStore store, ImageShelf shelf, Consumer<Commit> durably) {
    this.store = store;
    this.shelf = shelf;
    this.durably = durably;
  }

  /**
   * A push.
   *
   * @param archive SHA-256 of the uploaded archive
   * @param arch the only architecture to take out of it
   * @param replace whether architectures that the archive has not go away
   */
  public record Push(
      String account, String name, String archive, Optional<String> arch, boolean replace) {}

  /**
   * What came of it.
   *
   * @param newBytes stored for it, packed
   */
  public record Pushed(NamedImage image, long newBytes) {}

  public Pushed push(Push push, Instant now) throws IOException {
    if (!ImageName.isName(push.name())) {
      throw RefusedException.invalid(
          "image.name", "name", "'" + push.name() + "' cannot name an image", ImageName.RULE);
    }
    String key = NamedImage.key(push.account(), push.name());
    Runnable release = shelf.hold();
    try {
      Optional<NamedImage> before = store.get(Table.IMAGE, key);
      ImageShelf.Taken taken = shelf.take(push.archive(), push.arch());
      List<ImageVariant> known =
          push.replace() ? List.of() : before.map(NamedImage::variants).orElse(List.of());
      List<ImageVariant> variants = NamedImage.replaced(known, taken.variants());
      NamedImage image =
          new NamedImage(push.account(), push.name(), shelf.bind(variants), variants, now);
      durably.accept(
          Commit.builder()
              .check(
                  Table.IMAGE,
                  key,
                  "image " + push.name() + " was not pushed by somebody else meanwhile",
                  before::equals)
              .put(Table.IMAGE, key, image)
              .build());
      return new Pushed(image, taken.newBytes());
    } finally {
      release.run();
    }
  }
}

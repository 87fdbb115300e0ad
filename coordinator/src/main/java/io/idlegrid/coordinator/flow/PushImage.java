package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.image.ImageName;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
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

  private static final int MOST_TRIES = 10;

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
    requireName(push.name());
    NamedImage before = new NamedImage(push.account(), push.name(), "", List.of(), now);
    return name(
        before,
        push.replace(),
        () -> shelf.take(push.archive(), push.arch()),
        commit -> commit.remove(Table.ORIGIN, NamedImage.key(push.account(), push.name())));
  }

  static void requireName(String name) {
    if (!ImageName.isName(name)) {
      throw RefusedException.invalid(
              "image.name", "name", "'" + name + "' cannot name an image", ImageName.RULE)
          .with("image", name);
    }
  }

  /** Takes images in. */
  interface Taking {
    ImageShelf.Taken take() throws IOException;
  }

  /**
   * Takes images in and names them.
   *
   * @param wanted account, name and time
   * @param replace whether architectures that are not taken in go away
   * @param along what is to be committed with it
   */
  Pushed name(NamedImage wanted, boolean replace, Taking taking, Consumer<Commit.Builder> along)
      throws IOException {
    Runnable release = shelf.hold();
    try {
      ImageShelf.Taken taken = taking.take();
      for (int tries = 1; ; tries++) {
        try {
          return new Pushed(bind(wanted, replace, taken, along), taken.newBytes());
        } catch (RefusedException e) {
          // Another architecture came under the name meanwhile, or another version: as if it had
          // come before.
          if (e.kind() != Kind.CONFLICT || tries == MOST_TRIES) {
            throw e;
          }
        }
      }
    } finally {
      release.run();
    }
  }

  private NamedImage bind(
      NamedImage wanted, boolean replace, ImageShelf.Taken taken, Consumer<Commit.Builder> along)
      throws IOException {
    String key = NamedImage.key(wanted.account(), wanted.name());
    Optional<NamedImage> before = store.get(Table.IMAGE, key);
    List<ImageVariant> known =
        replace ? List.of() : before.map(NamedImage::variants).orElse(List.of());
    List<ImageVariant> variants = NamedImage.replaced(known, taken.variants());
    NamedImage image =
        new NamedImage(
            wanted.account(), wanted.name(), shelf.bind(variants), variants, wanted.at());
    Commit.Builder commit =
        Commit.builder()
            .check(
                Table.IMAGE,
                key,
                "image " + wanted.name() + " was not pushed by somebody else meanwhile",
                before::equals)
            .put(Table.IMAGE, key, image);
    along.accept(commit);
    durably.accept(commit.build());
    return image;
  }
}

package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.image.ImageOrigin;
import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.domain.image.RegistryReference;
import io.idlegrid.coordinator.flow.PushImage.Pushed;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.ImageRegistry;
import io.idlegrid.coordinator.flow.port.ImageShelf;
import io.idlegrid.coordinator.flow.port.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives images of registries a name, and keeps watch whether the registry has newer ones. Pulls run
 * one after the other, beside everything else; what one left behind when it broke is used by the
 * next.
 */
public final class PullImages {

  private static final Logger LOG = LoggerFactory.getLogger(PullImages.class);

  /** Waiting and running, of all accounts. */
  private static final int MOST = 100;

  private static final int MOST_OF_ONE = 20;

  private final Parts parts;
  private final PushImage push;
  private final Map<String, Pull> pulls = new ConcurrentHashMap<>();

  /**
   * What it works with.
   *
   * @param lane runs what it is given, one after the other
   * @param room refuses what an account may not store any more
   * @param remove deletes a folder
   */
  public record Parts(
      GridStore store,
      ImageShelf shelf,
      ImageRegistry registry,
      Consumer<Commit> durably,
      Executor lane,
      ObjLongConsumer<String> room,
      Remover remove,
      Clock clock) {}

  /** Deletes a folder with all that is in it. */
  @FunctionalInterface
  public interface Remover {
    void remove(Path folder) throws IOException;
  }

  /**
   * A wish.
   *
   * @param archs architectures; all when empty
   * @param follows whether what is newer is pulled by itself
   */
  public record Wish(
      String account, String name, String reference, List<String> archs, boolean follows) {

    public Wish {
      archs = List.copyOf(archs);
    }
  }

  /**
   * How far a pull is.
   *
   * @param problem why it failed, empty while it did not
   */
  public record Pull(Phase phase, String problem, long done, long total) {

    static final Pull WAITING = new Pull(Phase.WAITING, "", 0, 0);
  }

  /** What becomes of a pull. */
  public enum Phase {
    WAITING,
    PULLING,
    DONE,
    FAILED
  }

  public PullImages(Parts parts) {
    this.parts = parts;
    this.push = new PushImage(parts.store(), parts.shelf(), parts.durably());
  }

  /** Begins to pull; {@link #pull} tells how it goes. */
  public void begin(Wish wish) {
    PushImage.requireName(wish.name());
    RegistryReference reference = reference(wish.reference());
    parts.registry().requireAllowed(reference);
    String key = NamedImage.key(wish.account(), wish.name());
    if (pulls.values().stream().filter(PullImages::isUnderWay).count() >= MOST) {
      throw RefusedException.of(
          Kind.UNAVAILABLE, "registry.busy", "too many images are being pulled", "try later");
    }
    long own =
        pulls.entrySet().stream()
            .filter(each -> each.getKey().startsWith(NamedImage.key(wish.account(), "")))
            .filter(each -> isUnderWay(each.getValue()))
            .count();
    if (own >= MOST_OF_ONE) {
      throw RefusedException.of(
          Kind.UNAVAILABLE,
          "registry.busy",
          "%d images of yours are being pulled already".formatted(own),
          "wait for one of them: idlegrid image ls");
    }
    pulls.compute(
        key,
        (same, known) -> {
          if (known != null && isUnderWay(known)) {
            throw RefusedException.of(
                Kind.CONFLICT,
                "image.pulling",
                "image " + wish.name() + " is being pulled already",
                "see idlegrid image origin " + wish.name());
          }
          return Pull.WAITING;
        });
    parts.lane().execute(() -> pull(key, wish, reference));
  }

  /** Pulls again from where an image came. */
  public void refresh(String account, String name) {
    ImageOrigin origin =
        origin(NamedImage.key(account, name))
            .orElseThrow(
                () ->
                    RefusedException.of(
                        Kind.CONFLICT,
                        "image.pushed",
                        "image " + name + " came from no registry",
                        "push it anew, or pull it: idlegrid image pull"));
    begin(wish(origin));
  }

  /** Where an image came from, if it was from a registry. */
  public Optional<ImageOrigin> origin(String key) {
    return parts.store().get(Table.ORIGIN, key);
  }

  /** An origin of an image, whoever has a name for it. */
  public Optional<ImageOrigin> originOf(String image) {
    for (ImageOrigin origin : parts.store().all(Table.ORIGIN)) {
      if (!origin.files(image).isEmpty()) {
        return Optional.of(origin);
      }
    }
    return Optional.empty();
  }

  /** How the last pull of a name goes, or went, since this coordinator started. */
  public Optional<Pull> pull(String key) {
    return Optional.ofNullable(pulls.get(key));
  }

  /** Asks registries whether they have newer images; pulls those that are to follow. */
  public void look() {
    parts.store().all(Table.ORIGIN).forEach(this::look);
  }

  private void look(ImageOrigin origin) {
    RegistryReference reference = reference(origin.reference());
    if (reference.isPinned()) {
      return;
    }
    ImageOrigin seen;
    try {
      seen = origin.seen(parts.registry().digest(reference), parts.clock().instant());
    } catch (IOException | RefusedException e) {
      seen = origin.failed(String.valueOf(e.getMessage()), parts.clock().instant());
    }
    note(origin, seen);
    if (seen.isStale() && seen.follows() && seen.problem().isEmpty()) {
      try {
        begin(wish(seen));
      } catch (RefusedException e) {
        LOG.info("image {} is not pulled anew: {}", origin.name(), e.detail());
      }
    }
  }

  /** Unless somebody pulled or pushed meanwhile, who knows better. */
  private void note(ImageOrigin before, ImageOrigin seen) {
    try {
      parts
          .durably()
          .accept(
              Commit.builder()
                  .check(
                      Table.ORIGIN,
                      before.key(),
                      "image " + before.name() + " was not pulled meanwhile",
                      Optional.of(before)::equals)
                  .put(Table.ORIGIN, before.key(), seen)
                  .build());
    } catch (RefusedException e) {
      LOG.debug("what the registry has of {} is not noted: {}", before.name(), e.detail());
    }
  }

  private void pull(String key, Wish wish, RegistryReference reference) {
    Progress progress = new Progress(key, wish.account());
    try {
      progress.show(Phase.PULLING, "");
      ImageRegistry.Fetched fetched = parts.registry().fetch(reference, wish.archs(), progress);
      Instant now = parts.clock().instant();
      ImageOrigin origin =
          new ImageOrigin(
              wish.account(),
              wish.name(),
              wish.reference(),
              wish.archs(),
              wish.follows(),
              fetched.digest(),
              now,
              fetched.digest(),
              now,
              Optional.empty(),
              fetched.layers());
      Pushed pushed =
          push.name(
              new NamedImage(wish.account(), wish.name(), "", List.of(), now),
              true,
              () -> parts.shelf().takeLayout(fetched.layout()),
              commit -> commit.put(Table.ORIGIN, key, origin));
      parts.remove().remove(fetched.layout());
      progress.show(Phase.DONE, "");
      LOG.info("image {} is {} of {}", wish.name(), fetched.digest(), reference);
      LOG.debug("{} bytes were stored for it", pushed.newBytes());
    } catch (RefusedException e) {
      // The same again would be refused again; nobody's quota holds what came so far.
      giveUp(() -> parts.registry().forget(reference));
      progress.show(Phase.FAILED, e.detail() + " (" + e.hint() + ")");
    } catch (IOException e) {
      giveUp(() -> parts.registry().sweep(parts.clock().instant()));
      progress.show(Phase.FAILED, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("image {} cannot be pulled", wish.name(), e);
      progress.show(Phase.FAILED, "the coordinator failed; its log says how");
    }
  }

  /** Removes what a pull left behind. */
  private interface Removal {
    void remove() throws IOException;
  }

  private static void giveUp(Removal removal) {
    try {
      removal.remove();
    } catch (IOException e) {
      LOG.warn("what a pull left behind stays until the next look: {}", e.getMessage());
    }
  }

  private static boolean isUnderWay(Pull pull) {
    return pull.phase() == Phase.WAITING || pull.phase() == Phase.PULLING;
  }

  private static Wish wish(ImageOrigin origin) {
    return new Wish(
        origin.account(), origin.name(), origin.reference(), origin.archs(), origin.follows());
  }

  private static RegistryReference reference(String text) {
    return RegistryReference.read(text)
        .orElseThrow(
            () ->
                RefusedException.invalid(
                    "registry.reference",
                    "/reference",
                    "'" + text + "' is no image of a registry",
                    RegistryReference.RULE));
  }

  /** Shows how a pull goes to those who ask. */
  private final class Progress implements ImageRegistry.Watcher {

    private final String key;
    private final String account;
    private long done;
    private long total;

    Progress(String key, String account) {
      this.key = key;
      this.account = account;
    }

    @Override
    public void wants(long bytes) {
      parts.room().accept(account, bytes);
      total = bytes;
    }

    @Override
    public void moved(long bytes) {
      done += bytes;
      show(Phase.PULLING, "");
    }

    void show(Phase phase, String problem) {
      pulls.put(key, new Pull(phase, problem, done, total));
    }
  }
}

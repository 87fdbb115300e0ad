package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.image.ImageOrigin;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.domain.image.RegistryFile;
import io.idlegrid.coordinator.domain.image.RegistryReference;
import io.idlegrid.coordinator.domain.image.StoredLayer;
import io.idlegrid.coordinator.flow.PushImage.Pushed;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.ImageRegistry;
import io.idlegrid.coordinator.flow.port.ImageShelf;
import io.idlegrid.coordinator.flow.port.Table;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives images of registries a name, and keeps watch whether the registry has newer ones. Pulls run
 * beside everything else; what one left behind when it broke is used by the next.
 */
public final class PullImages {

  private static final Logger LOG = LoggerFactory.getLogger(PullImages.class);

  /** Waiting and running, of all accounts, out of one registry. */
  private static final int MOST = 100;

  private static final int MOST_OF_ONE = 20;

  /** Pulls that are over and still remembered. */
  private static final int MOST_REMEMBERED = 1_000;

  /** Questions in a row that a registry leaves unanswered before it is asked no more this time. */
  private static final int MOST_VAIN = 3;

  private final Parts parts;
  private final PushImage push;
  private final Map<String, Progress> pulls = new LinkedHashMap<>();

  /**
   * What it works with.
   *
   * @param room refuses what an account may not store any more
   */
  public record Parts(
      GridStore store,
      ImageShelf shelf,
      ImageRegistry registry,
      Consumer<Commit> durably,
      Lanes lanes,
      ObjLongConsumer<String> room,
      Clock clock) {}

  /** Runs what it is given beside everything else, so that no registry waits for another. */
  public interface Lanes {

    /** Fetches an image; two of one repository do not run at once. */
    void pull(RegistryReference image, Runnable task);

    /** Asks a registry for what is newer, unless it is being asked. */
    void look(String registry, Runnable task);
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

    String key() {
      return NamedImage.key(account, name);
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
    Progress progress = new Progress(wish, reference);
    synchronized (pulls) {
      requireTurn(wish, reference);
      pulls.remove(wish.key());
      pulls.put(wish.key(), progress);
      forgetOldest();
    }
    parts.lanes().pull(reference, () -> pull(progress));
  }

  private void requireTurn(Wish wish, RegistryReference reference) {
    Progress same = pulls.get(wish.key());
    if (same != null && same.isUnderWay()) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "image.pulling",
              "image " + wish.name() + " is being pulled already",
              "see idlegrid image origin " + wish.name())
          .with("image", wish.name());
    }
    List<Progress> open = pulls.values().stream().filter(Progress::isUnderWay).toList();
    String registry = reference.registry();
    if (open.stream().filter(each -> each.reference.registry().equals(registry)).count() >= MOST) {
      throw RefusedException.of(
              Kind.UNAVAILABLE,
              "registry.busy",
              "too many images are being pulled out of " + registry,
              "try later")
          .with("registry", registry);
    }
    long own = open.stream().filter(each -> each.wish.account().equals(wish.account())).count();
    if (own >= MOST_OF_ONE) {
      throw RefusedException.of(
              Kind.UNAVAILABLE,
              "registry.busy",
              "%d images of yours are being pulled already".formatted(own),
              "wait for one of them: idlegrid image ls")
          .with("registry", registry);
    }
  }

  private void forgetOldest() {
    List<String> over =
        pulls.entrySet().stream()
            .filter(each -> !each.getValue().isUnderWay())
            .map(Map.Entry::getKey)
            .toList();
    over.stream().limit(Math.max(0, over.size() - MOST_REMEMBERED)).forEach(pulls::remove);
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
                            "push it anew, or pull it: idlegrid image pull")
                        .with("image", name));
    begin(wish(origin));
  }

  /** Where an image came from, if it was from a registry. */
  public Optional<ImageOrigin> origin(String key) {
    return parts.store().get(Table.ORIGIN, key);
  }

  /** An origin of an image, whoever has a name for it; better one that has not moved on since. */
  public Optional<ImageOrigin> originOf(String image) {
    Optional<ImageOrigin> found = Optional.empty();
    for (ImageOrigin origin : parts.store().all(Table.ORIGIN)) {
      if (origin.isOf(image)) {
        return Optional.of(origin);
      }
      found = origin.files(image).isEmpty() ? found : Optional.of(origin);
    }
    return found;
  }

  /** What a name stands for now. */
  public Optional<String> newest(ImageOrigin origin) {
    return parts.store().<NamedImage>get(Table.IMAGE, origin.key()).map(NamedImage::digest);
  }

  /** How the last pull of a name goes, or went, as far as it is remembered. */
  public Optional<Pull> pull(String key) {
    synchronized (pulls) {
      return Optional.ofNullable(pulls.get(key)).map(progress -> progress.now);
    }
  }

  /**
   * How many names there are whose registry has another image by now, and how many whose registry
   * did not answer when it was asked last.
   */
  public record Outdated(int stale, int unanswered) {}

  /** What is known of all names that came from registries. */
  public Outdated outdated() {
    int stale = 0;
    int unanswered = 0;
    for (ImageOrigin origin : parts.store().all(Table.ORIGIN)) {
      stale += origin.isStale() ? 1 : 0;
      unanswered += origin.problem().isPresent() ? 1 : 0;
    }
    return new Outdated(stale, unanswered);
  }

  /** Asks registries whether they have newer images; pulls those that are to follow. */
  public void look() {
    Map<RegistryReference, List<ImageOrigin>> origins = new LinkedHashMap<>();
    for (ImageOrigin origin : parts.store().all(Table.ORIGIN)) {
      RegistryReference reference = reference(origin.reference());
      if (!reference.isPinned()) {
        origins.computeIfAbsent(reference, any -> new ArrayList<>()).add(origin);
      }
    }
    origins.keySet().stream()
        .collect(Collectors.groupingBy(RegistryReference::registry))
        .forEach(
            (registry, references) ->
                parts.lanes().look(registry, () -> look(references, origins)));
  }

  /** Asks once for each reference, however many names there are of it. */
  private void look(
      List<RegistryReference> references, Map<RegistryReference, List<ImageOrigin>> origins) {
    int vain = 0;
    String silence = "";
    for (RegistryReference reference : references) {
      Optional<String> current = Optional.empty();
      String problem = silence;
      if (vain < MOST_VAIN) {
        try {
          current = Optional.of(parts.registry().digest(reference));
          vain = 0;
        } catch (RefusedException e) {
          problem = e.detail();
          vain = 0;
        } catch (IOException e) {
          problem = String.valueOf(e.getMessage());
          silence = problem;
          vain++;
        }
      }
      for (ImageOrigin origin : origins.getOrDefault(reference, List.of())) {
        note(origin, current, problem);
      }
    }
  }

  private void note(ImageOrigin origin, Optional<String> current, String problem) {
    Instant now = parts.clock().instant();
    ImageOrigin seen =
        current
            .map(digest -> origin.seen(digest, now))
            .orElseGet(() -> origin.failed(problem, now));
    note(origin, seen);
    if (current.isPresent() && seen.isStale() && seen.follows()) {
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

  private void pull(Progress progress) {
    Wish wish = progress.wish;
    RegistryReference reference = progress.reference;
    try {
      progress.show(Phase.PULLING, "");
      Optional<ImageOrigin> before =
          origin(wish.key()).filter(known -> reference.isBeside(reference(known.reference())));
      Map<String, StoredLayer> stored = before.isPresent() ? stored(before.get()) : Map.of();
      ImageRegistry.Fetched fetched =
          parts.registry().fetch(reference, wish.archs(), stored.keySet(), progress);
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
              fetched.layers(),
              before.map(known -> known.before(fetched.digest())).orElse(Map.of()));
      Pushed pushed =
          push.name(
              new NamedImage(wish.account(), wish.name(), "", List.of(), now),
              true,
              () -> parts.shelf().takeLayout(fetched.layout(), hex(stored)),
              commit -> commit.put(Table.ORIGIN, wish.key(), origin));
      giveUp(() -> parts.registry().forget(reference));
      progress.show(Phase.DONE, "");
      LOG.info("image {} is {} of {}", wish.name(), fetched.digest(), reference);
      LOG.debug("{} bytes were stored for it", pushed.newBytes());
    } catch (RefusedException e) {
      // The same again would be refused again; nobody's quota holds what came so far.
      giveUp(() -> parts.registry().forget(reference));
      progress.show(Phase.FAILED, e.detail() + " (" + e.hint() + ")");
    } catch (IOException e) {
      giveUp(() -> parts.registry().leave(reference, parts.clock().instant()));
      progress.show(Phase.FAILED, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("image {} cannot be pulled", wish.name(), e);
      giveUp(() -> parts.registry().leave(reference, parts.clock().instant()));
      progress.show(Phase.FAILED, "the coordinator failed; its log says how");
    }
  }

  /** Layers that the name stands for already, by the registry's digest of their files. */
  private Map<String, StoredLayer> stored(ImageOrigin origin) throws IOException {
    Map<String, StoredLayer> stored = new HashMap<>();
    NamedImage named = parts.store().<NamedImage>get(Table.IMAGE, origin.key()).orElse(null);
    for (ImageVariant variant : named == null ? List.<ImageVariant>of() : named.variants()) {
      List<RegistryFile> files = origin.files(variant.id());
      List<StoredLayer> layers = files.isEmpty() ? List.of() : parts.shelf().layers(variant);
      for (int i = 0; i < layers.size() && layers.size() == files.size(); i++) {
        stored.put(files.get(i).digest(), layers.get(i));
      }
    }
    return stored;
  }

  private static Map<String, StoredLayer> hex(Map<String, StoredLayer> byDigest) {
    Map<String, StoredLayer> byHex = new HashMap<>();
    byDigest.forEach((digest, layer) -> byHex.put(digest.substring("sha256:".length()), layer));
    return byHex;
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
                        RegistryReference.RULE)
                    .with("image", text));
  }

  /** A pull, from the wish to its end. */
  private final class Progress implements ImageRegistry.Watcher {

    private final Wish wish;
    private final RegistryReference reference;
    private volatile Pull now = Pull.WAITING;
    private long done;
    private long total;

    Progress(Wish wish, RegistryReference reference) {
      this.wish = wish;
      this.reference = reference;
    }

    boolean isUnderWay() {
      return now.phase() == Phase.WAITING || now.phase() == Phase.PULLING;
    }

    @Override
    public void wants(long bytes) {
      parts.room().accept(wish.account(), bytes);
      total = bytes;
    }

    @Override
    public void moved(long bytes) {
      done += bytes;
      show(Phase.PULLING, "");
    }

    void show(Phase phase, String problem) {
      now = new Pull(phase, problem, done, total);
    }
  }
}

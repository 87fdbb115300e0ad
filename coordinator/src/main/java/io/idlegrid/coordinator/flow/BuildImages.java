package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.image.Dockerfile;
import io.idlegrid.coordinator.domain.image.DockerfileException;
import io.idlegrid.coordinator.domain.image.ImageName;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import io.idlegrid.coordinator.domain.image.NamedImage;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.ImageBuilder;
import io.idlegrid.coordinator.flow.port.ImageBuilder.Context;
import io.idlegrid.coordinator.flow.port.ImageShelf;
import io.idlegrid.coordinator.flow.port.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds images of Dockerfiles, one after the other, and gives them names as a push does. How they
 * go is known as long as this coordinator runs; a build that a stop interrupts has to be asked for
 * again.
 */
public final class BuildImages {

  private static final Logger LOG = LoggerFactory.getLogger(BuildImages.class);

  /** Waiting and running, of all accounts. */
  private static final int MOST = 50;

  private static final int MOST_OF_ONE = 5;

  /** Builds that are over and still remembered. */
  private static final int MOST_REMEMBERED = 200;

  private final Parts parts;
  private final PushImage push;
  private final Map<String, Build> builds = new LinkedHashMap<>();

  /**
   * What it works with.
   *
   * @param builder absent where the operator allows no builds
   * @param lane runs what it is given, one after the other
   * @param room refuses what an account may not store any more
   */
  public record Parts(
      GridStore store,
      ImageShelf shelf,
      Optional<ImageBuilder> builder,
      Consumer<Commit> durably,
      Executor lane,
      ObjLongConsumer<String> room,
      Clock clock) {}

  /**
   * A wish.
   *
   * @param archive SHA-256 of the folder's archive
   * @param dockerfile its path in the folder
   * @param arguments values for ARG
   * @param target the stage to end with; the last when absent
   */
  public record Wish(
      String account,
      String name,
      String archive,
      String dockerfile,
      Map<String, String> arguments,
      Optional<String> target) {

    public Wish {
      arguments = Map.copyOf(arguments);
    }

    String key() {
      return NamedImage.key(account, name);
    }
  }

  /** What becomes of a build. */
  public enum Phase {
    WAITING,
    BUILDING,
    DONE,
    FAILED,
    CANCELLED
  }

  /**
   * How a build goes.
   *
   * @param problem why it failed
   * @param log a piece of what it said
   * @param next where the following piece begins
   */
  public record State(Phase phase, Optional<RefusedException> problem, String log, long next) {}

  public BuildImages(Parts parts) {
    this.parts = parts;
    this.push = new PushImage(parts.store(), parts.shelf(), parts.durably());
  }

  /** Begins to build; {@link #state} tells how it goes. */
  public void begin(Wish wish) {
    PushImage.requireName(wish.name());
    ImageBuilder builder =
        parts
            .builder()
            .orElseThrow(
                () ->
                    RefusedException.of(
                        Kind.NOT_ALLOWED,
                        "build.off",
                        "this coordinator builds no images",
                        "build it yourself and push it: docker save IMAGE, idlegrid image push;"
                            + " operators allow builds with idlegrid coordinator --builds"));
    Build build = new Build(wish);
    synchronized (builds) {
      requireTurn(wish);
      requireArchive(wish, builder);
      builds.remove(wish.key());
      builds.put(wish.key(), build);
      forgetOldest();
    }
    parts
        .lane()
        .execute(
            () -> {
              run(build, builder);
              release(wish.archive(), builder);
            });
  }

  /** Held until its build ends: another build of the same folder may just have ended. */
  private static void requireArchive(Wish wish, ImageBuilder builder) {
    if (!builder.has(wish.archive())) {
      throw RefusedException.invalid(
              "image.archive",
              "/context",
              "there is no uploaded archive " + wish.archive(),
              "upload it first: PUT /api/v1/image-archives/{sha256}")
          .with("archive", wish.archive());
    }
  }

  /** Several builds may be of one folder, which is sent once. */
  private void release(String archive, ImageBuilder builder) {
    synchronized (builds) {
      if (builds.values().stream()
          .anyMatch(each -> each.isUnderWay() && each.wish.archive().equals(archive))) {
        return;
      }
      try {
        builder.forget(archive);
      } catch (IOException e) {
        LOG.warn("the archive {} stays until it is old: {}", archive, e.toString());
      }
    }
  }

  private void requireTurn(Wish wish) {
    Build same = builds.get(wish.key());
    if (same != null && same.isUnderWay()) {
      throw RefusedException.of(
              Kind.CONFLICT,
              "build.running",
              "image " + wish.name() + " is being built already",
              "wait, or cancel it: idlegrid image build " + wish.name() + " --cancel")
          .with("image", wish.name());
    }
    List<Build> open = builds.values().stream().filter(Build::isUnderWay).toList();
    long own = open.stream().filter(each -> each.wish.account().equals(wish.account())).count();
    if (open.size() >= MOST || own >= MOST_OF_ONE) {
      throw RefusedException.of(
              Kind.UNAVAILABLE,
              "build.busy",
              "%d builds are waiting or running, %d of them yours".formatted(open.size(), own),
              "try again when one of them is over")
          .with("count", open.size())
          .with("own", own);
    }
  }

  /** Whoever follows a build has read its log when the one after it begins, or nearly so. */
  private void forgetOldest() {
    builds.values().stream().filter(each -> !each.isUnderWay()).forEach(Build::shorten);
    List<String> over =
        builds.entrySet().stream()
            .filter(each -> !each.getValue().isUnderWay())
            .map(Map.Entry::getKey)
            .toList();
    over.stream().limit(Math.max(0, over.size() - MOST_REMEMBERED)).forEach(builds::remove);
  }

  /** How the last build of a name goes, or went, and what it said from a place on. */
  public Optional<State> state(String account, String name, long from) {
    synchronized (builds) {
      return Optional.ofNullable(builds.get(NamedImage.key(account, name)))
          .map(build -> build.state(from));
    }
  }

  /** Ends a build that waits or runs; whether there was one. */
  public boolean cancel(String account, String name) {
    synchronized (builds) {
      Build build = builds.get(NamedImage.key(account, name));
      if (build == null || !build.isUnderWay()) {
        return false;
      }
      build.stop();
      return true;
    }
  }

  private void run(Build build, ImageBuilder builder) {
    Wish wish = build.wish;
    if (build.isStopped()) {
      build.end(Phase.CANCELLED, null);
      return;
    }
    build.show(Phase.BUILDING);
    try (Context context = builder.open(wish.archive())) {
      Path archive = built(build, context);
      parts.room().accept(wish.account(), Files.size(archive));
      take(build, archive);
      build.end(Phase.DONE, null);
      LOG.info("image {} of {} was built", wish.name(), wish.account());
    } catch (DockerfileException e) {
      build.end(
          Phase.FAILED,
          RefusedException.invalid(
              e.code(), wish.dockerfile() + ":" + e.line(), e.detail(), e.hint()));
    } catch (RefusedException e) {
      build.end(build.isStopped() ? Phase.CANCELLED : Phase.FAILED, e);
    } catch (IOException e) {
      LOG.warn("image {} of {} cannot be built", wish.name(), wish.account(), e);
      build.end(Phase.FAILED, failed(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.error("image {} of {} cannot be built", wish.name(), wish.account(), e);
      build.end(Phase.FAILED, failed("the coordinator failed; its log says how"));
    }
  }

  private static RefusedException failed(String why) {
    return RefusedException.of(
        Kind.UNAVAILABLE, "build.engine", why, "try again; if it stays, tell the operator");
  }

  private Path built(Build build, Context context) throws IOException {
    Wish wish = build.wish;
    Dockerfile dockerfile = Dockerfile.read(context.text(wish.dockerfile()));
    Runnable release = parts.shelf().hold();
    try {
      for (var base : dockerfile.bases().entrySet()) {
        context.lend(base.getKey(), base(wish.account(), base.getKey(), base.getValue(), context));
      }
    } finally {
      release.run();
    }
    return context.build(
        new ImageBuilder.Recipe(wish.dockerfile(), dockerfile, wish.arguments(), wish.target()),
        build);
  }

  private ImageVariant base(String account, String text, int line, Context context)
      throws IOException {
    ImageName name =
        ImageName.read(text).orElseThrow(() -> new IllegalStateException(text + " was checked"));
    NamedImage image =
        parts
            .store()
            .<NamedImage>get(Table.IMAGE, NamedImage.key(account, name.name()))
            .orElseThrow(
                () ->
                    new DockerfileException(
                        line,
                        "build.base",
                        "account %s has no image '%s'".formatted(account, name.name()),
                        "see idlegrid image ls; push or pull it first"));
    if (name.digest().isPresent() && !name.digest().get().equals(image.digest())) {
      throw new DockerfileException(
          line,
          "build.base",
          "%s is sha256:%s now".formatted(name.name(), image.digest()),
          "name it without its digest, or push what you mean again");
    }
    String arch = context.arch();
    return image.variants().stream()
        .filter(variant -> variant.arch().equals(arch))
        .findFirst()
        .orElseThrow(
            () ->
                new DockerfileException(
                    line,
                    "build.base",
                    "%s is not for %s, for which images are built here"
                        .formatted(name.name(), arch),
                    "push it for " + arch + " as well"));
  }

  private void take(Build build, Path archive) throws IOException {
    Wish wish = build.wish;
    NamedImage wanted =
        new NamedImage(wish.account(), wish.name(), "", List.of(), parts.clock().instant());
    PushImage.Pushed pushed =
        push.name(
            wanted,
            false,
            () -> parts.shelf().takeFile(archive),
            commit -> commit.remove(Table.ORIGIN, wish.key()));
    build.said("Image %s is sha256:%s%n".formatted(pushed.image().name(), pushed.image().digest()));
  }

  /** A build, from the wish to its end. */
  private static final class Build implements ImageBuilder.Watcher {

    private final Wish wish;
    private final BuildLog log = new BuildLog();
    private volatile boolean stopped;
    private volatile Phase phase = Phase.WAITING;
    private volatile Optional<RefusedException> problem = Optional.empty();

    Build(Wish wish) {
      this.wish = wish;
    }

    boolean isUnderWay() {
      return phase == Phase.WAITING || phase == Phase.BUILDING;
    }

    void show(Phase now) {
      phase = now;
    }

    void end(Phase how, @Nullable RefusedException why) {
      problem = Optional.ofNullable(why);
      phase = how;
    }

    void stop() {
      stopped = true;
    }

    void shorten() {
      log.shorten();
    }

    /** The phase is read first: whoever sees the end has the whole log before him. */
    State state(long from) {
      Phase now = phase;
      Optional<RefusedException> why = problem;
      BuildLog.Piece piece = log.from(from);
      return new State(now, why, piece.text(), piece.next());
    }

    @Override
    public void said(String text) {
      log.add(text);
    }

    @Override
    public boolean isStopped() {
      return stopped;
    }
  }
}

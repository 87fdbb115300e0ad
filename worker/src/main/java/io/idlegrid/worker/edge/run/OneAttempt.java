package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.Group;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.Program;
import io.idlegrid.worker.domain.availability.LeaveRule.Candidate;
import io.idlegrid.worker.domain.group.ServicePlan;
import io.idlegrid.worker.domain.group.ServiceReport;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.GroupHost;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.Usage;
import io.idlegrid.worker.edge.group.GroupUnit;
import io.idlegrid.worker.edge.image.ImageStore;
import io.idlegrid.worker.edge.run.AttemptRunner.Tools;
import io.idlegrid.worker.edge.run.InputFiles.Prepared;
import io.idlegrid.worker.loop.Event;
import io.idlegrid.worker.loop.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt: fetch what it needs, run it, collect what it put out, upload it. */
final class OneAttempt {

  private static final Logger LOG = LoggerFactory.getLogger(OneAttempt.class);

  private final Held attempt;
  private final long number;
  private final Program program;
  private final Tools tools;
  private final AttemptFolders folders;
  private final LogKeeper log = new LogKeeper();
  private final Provisions provisions;
  private final Map<String, ImageStore.Use> images = new LinkedHashMap<>();
  private @Nullable Watch watch;
  private @Nullable String stopReason;
  private boolean isWanted = true;
  private boolean isHurried;
  private volatile boolean isLeaving;
  private boolean isRunaway;
  private volatile boolean isKept;
  private volatile @Nullable Hold hold;
  private final Runner runner;

  /**
   * What it asks, and tells.
   *
   * @param isFollowed whether somebody reads its log
   * @param grace how long the unit may take to save its state when asked to end
   * @param listener hears when the unit was told to stand still and did not, and how it ended
   * @param nanoTime by which it is told whether it stands still
   */
  record Runner(
      Predicate<LeaseRef> isFollowed,
      Supplier<Duration> grace,
      Supplier<AttemptListener> listener,
      LongSupplier nanoTime) {}

  /**
   * @param number tells which of two began first
   */
  OneAttempt(Held attempt, long number, Tools tools, Runner runner) {
    this.attempt = attempt;
    this.number = number;
    this.runner = runner;
    this.program = attempt.program();
    this.tools = tools;
    this.folders =
        new AttemptFolders(tools.attempts().resolve(AttemptFolders.name(attempt.lease())));
    this.provisions = new Provisions(attempt, tools, folders);
  }

  long memoryBytes() {
    return program.memoryBytes();
  }

  long diskBytes() {
    return program.diskBytes();
  }

  /** Whether anybody still wants its outcome. */
  synchronized boolean isWanted() {
    return isWanted;
  }

  long number() {
    return number;
  }

  double cores() {
    return Math.min(program.cpuCores(), tools.mostCores());
  }

  boolean isFrozen() {
    Hold holding = hold;
    return holding != null && holding.isFrozen();
  }

  /**
   * Whether the unit was asked to save its state and end, and runs to do so. Never waits: the guard
   * asks before it stops anything.
   */
  boolean isLeaving() {
    return isLeaving && hold != null;
  }

  AttemptStanding standing() {
    Hold holding = hold;
    return new AttemptStanding(
        attempt,
        new Candidate(
            holding != null,
            holding == null ? Duration.ZERO : holding.frozenFor(),
            isLeaving && holding != null,
            program.memoryBytes()));
  }

  /** Stops or continues it where it stands; nothing happens while it does not run. */
  void freeze(boolean isFrozen) throws EngineException {
    Hold holding = hold;
    if (holding != null && holding.freeze(isFrozen)) {
      running(holding.usage());
    }
  }

  /** What its watch sees twice a second. */
  private void seen(Usage usage) {
    Hold holding = hold;
    if (holding != null && !holding.keepStill(usage.cpu())) {
      endRunaway();
    }
    running(usage);
  }

  /** It takes from the owner already what asking it to save its state would let it take longer. */
  private void endRunaway() {
    Watch watching;
    String reason = "it was told to stand still and ran on, so it was killed";
    synchronized (this) {
      if (isRunaway || watch == null) {
        return;
      }
      isRunaway = true;
      stopReason = reason;
      watching = watch;
    }
    LOG.error("{} cannot be made to stand still, so it is killed", attempt.lease());
    watching.end(reason);
  }

  void stop(String reason, boolean stillWanted) {
    Runnable order = decideStop(reason, stillWanted, false);
    tools.gate().nudge();
    order.run();
  }

  /** Ends it at once; nobody wants to hear of it. */
  void kill(String reason) {
    Runnable order = decideStop(reason, false, true);
    tools.gate().nudge();
    order.run();
  }

  /** The worker stops: ends it at once, and keeps what it saved or put out for the next start. */
  void abandon() {
    isKept = true;
    kill("the worker is stopping");
  }

  /** What is left to do; an engine may take minutes over it, so not while others ask for us. */
  private synchronized Runnable decideStop(String reason, boolean stillWanted, boolean atOnce) {
    isWanted &= stillWanted;
    isHurried |= atOnce;
    stopReason = reason;
    return watch == null ? () -> {} : orderTo(watch, reason);
  }

  private synchronized Runnable orderTo(Watch watching, String reason) {
    if (!isWanted && !mayEndInOrder()) {
      return watching::kill;
    }
    if (isLeaving || isRunaway) {
      // Once only: a program that saves its state may take a second signal as the last word.
      return () -> {};
    }
    isLeaving = true;
    return () -> watching.stop(reason);
  }

  /** Services that nobody wants any more, but never beside an owner who needs the device. */
  private boolean mayEndInOrder() {
    return program.group() != null && !isHurried && !isFrozen() && tools.gate().isOpen();
  }

  private synchronized String stopReason() {
    return stopReason == null ? "" : stopReason;
  }

  private synchronized boolean isStopped() {
    return stopReason != null;
  }

  void followIfWanted() {
    if (runner.isFollowed().test(attempt.lease())) {
      log.follow(
          (offset, text) -> tools.events().accept(new Event.Logged(attempt.lease(), offset, text)));
    } else {
      log.unfollow();
    }
  }

  /** Runs to the end; empty when nobody wants to hear of it. */
  Optional<AttemptOutcome> run() throws IOException, InterruptedException {
    try {
      AttemptOutcome outcome =
          Files.exists(folders.outcome())
              ? tools.json().readValue(folders.outcome().toFile(), AttemptOutcome.class)
              : runFresh();
      if (isWanted()) {
        new OutputUpload(tools.http(), this::isWanted).upload(outcome, folders.aside());
      }
      return isWanted() ? Optional.of(outcome) : Optional.empty();
    } finally {
      provisions.close();
      images.values().forEach(ImageStore.Use::close);
      if (!isKept) {
        folders.delete();
      }
    }
  }

  private AttemptOutcome runFresh() throws IOException, InterruptedException {
    progress("fetching", 0, 0);
    folders.deleteButCheckpoint();
    folders.make();
    Provisions.Fetched fetched;
    Optional<Engine> engine = engine();
    if (engine.isEmpty()) {
      return Outcomes.beforeRun(
          attempt,
          Kind.DEVICE_FAULT,
          "no engine %s%s is usable here"
              .formatted(program.engine(), digests().isEmpty() ? "" : " for images"));
    }
    try {
      fetched = provisions.fetch();
    } catch (IOException e) {
      if (isStopped()) {
        return Outcomes.beforeRun(attempt, Kind.RETURNED, stopReason());
      }
      return Outcomes.beforeRun(
          attempt, Kind.DEVICE_FAULT, "cannot fetch what it needs: " + e.getMessage());
    }
    try {
      fetchImages(engine.get());
    } catch (IOException e) {
      // Nobody's fault: another device may have it, or more room. This one is asked again later.
      return isStopped()
          ? Outcomes.beforeRun(attempt, Kind.RETURNED, stopReason())
          : Outcomes.beforeRun(
              attempt, Kind.UNFIT, "its image cannot be fetched: " + e.getMessage());
    }
    tools.gate().awaitOpen(this::isStopped);
    synchronized (this) {
      if (stopReason != null) {
        return Outcomes.beforeRun(attempt, Kind.RETURNED, stopReason);
      }
    }
    Group group = program.group();
    return group == null
        ? start(engine.get(), fetched.folders(), fetched.input())
        : startGroup(engine.get(), group, fetched.folders());
  }

  private void fetchImages(Engine engine) throws IOException {
    for (String digest : digests()) {
      images.put(digest, tools.images().use(digest, engine, this::isStoppedOrBusy));
    }
  }

  /** Stands still while the owner uses the device. */
  private boolean isStoppedOrBusy() {
    try {
      tools.gate().awaitOpen(this::isStopped);
      return isStopped();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private Set<String> digests() {
    Set<String> digests = new LinkedHashSet<>();
    Optional.ofNullable(program.image()).ifPresent(digests::add);
    Optional.ofNullable(program.group())
        .ifPresent(group -> group.services().forEach(each -> digests.add(each.image())));
    return digests;
  }

  private AttemptOutcome start(Engine engine, UnitFolders unitFolders, Prepared input)
      throws IOException, InterruptedException {
    RunPlan plan =
        new PlanAttempt(tools.mostCores(), tools.java())
            .of(attempt, engine.view(unitFolders), unitFolders, input, imageReference());
    followIfWanted();
    long startedAt = System.currentTimeMillis();
    Start start = engine.start(plan, log);
    if (start instanceof Start.Refused refused) {
      // Only an engine that is not well is the device's fault; the rest is what the job asks for.
      Kind whose =
          refused.reason() == Start.Reason.ENGINE_UNAVAILABLE ? Kind.DEVICE_FAULT : Kind.UNFIT;
      return Outcomes.beforeRun(attempt, whose, refused.text() + " (" + refused.hint() + ")");
    }
    return watch(((Start.Started) start).unit(), startedAt, engine.name());
  }

  private AttemptOutcome startGroup(Engine engine, Group group, UnitFolders unitFolders)
      throws IOException, InterruptedException {
    PlanGroup plan = new PlanGroup(program, group, folders, tools.mostCores());
    AttemptName name = new AttemptName(AttemptFolders.name(attempt.lease()));
    Map<String, String> references = new HashMap<>();
    images.forEach((digest, use) -> references.put(digest, use.reference()));
    followIfWanted();
    long startedAt = System.currentTimeMillis();
    List<ServicePlan> services = plan.services(references);
    try {
      GroupHost host = engine.groups().orElseThrow().open(plan.whole(name, unitFolders));
      GroupUnit unit =
          GroupUnit.start(
              name,
              host,
              services,
              new GroupUnit.Surroundings(log, this::told, tools.gate()::isOpen, runner.grace()));
      return watch(unit, startedAt, engine.name());
    } catch (EngineException e) {
      return Outcomes.beforeRun(attempt, Kind.DEVICE_FAULT, String.valueOf(e.getMessage()));
    }
  }

  private void told(List<ServiceReport> services) {
    tools.events().accept(new Event.Services(attempt.lease(), services));
  }

  private AttemptOutcome watch(RunningUnit unit, long startedAt, String engine)
      throws IOException, InterruptedException {
    Watch.End end = awaitEnd(unit);
    Outcomes.Ran ran = new Outcomes.Ran(end.exit(), log.tail(), startedAt, engine);
    Usage used = end.exit().usage();
    progress("collecting", used.thawed().toMillis(), used.cpu().toMillis());
    AttemptOutcome outcome = new CollectOutcome(attempt, folders).of(end, ran);
    runner.listener().get().ended(attempt, outcome);
    if (!outcome.outputs().isEmpty() || outcome.checkpoint() != null) {
      tools.json().writeValue(folders.outcome().toFile(), outcome);
    }
    return outcome;
  }

  /** Whatever happens: no unit outlives the thread that watches it. */
  private Watch.End awaitEnd(RunningUnit unit) throws InterruptedException {
    try {
      Hold holding = new Hold(unit, () -> runner.listener().get().ranOn(), runner.nanoTime());
      Watch watching =
          new Watch(
              unit,
              holding,
              program,
              attempt.grant().ranBefore(),
              folders,
              this::seen,
              runner.grace());
      Runnable order;
      synchronized (this) {
        hold = holding;
        watch = watching;
        order = stopReason == null ? () -> {} : orderTo(watching, stopReason);
      }
      order.run();
      freezeIfClosed(unit);
      progress("running", 0, 0);
      return watching.await();
    } finally {
      // An engine may take a minute to remove it, for which the guard must not wait.
      hold = null;
      forgetWatch();
      close(unit);
    }
  }

  private synchronized void forgetWatch() {
    watch = null;
  }

  private static void close(RunningUnit unit) {
    try {
      unit.close();
    } catch (EngineException e) {
      LOG.warn("something of {} stays behind: {}", unit.attempt(), e.getMessage());
    }
  }

  /** The gate may have closed while the engine started the unit, which nobody then knew of. */
  private void freezeIfClosed(RunningUnit unit) {
    try {
      if (!tools.gate().isOpen()) {
        freeze(true);
        if (tools.gate().isOpen()) {
          freeze(false);
        }
      }
    } catch (EngineException e) {
      LOG.warn("{} was not stopped as it started: {}", unit.attempt(), e.getMessage());
    }
  }

  private Optional<String> imageReference() {
    return Optional.ofNullable(program.image()).map(images::get).map(ImageStore.Use::reference);
  }

  private Optional<Engine> engine() {
    return tools.engines().get().stream()
        .filter(engine -> program.engine().equals("any") || program.engine().equals(engine.name()))
        .filter(engine -> digests().isEmpty() || engine.images().isPresent())
        .filter(engine -> program.group() == null || engine.groups().isPresent())
        .findFirst();
  }

  private void running(Usage usage) {
    progress(isFrozen() ? "frozen" : "running", usage.thawed().toMillis(), usage.cpu().toMillis());
  }

  private void progress(String phase, long activeMillis, long cpuMillis) {
    tools.events().accept(new Event.Progressed(attempt.lease(), phase, activeMillis, cpuMillis));
  }
}

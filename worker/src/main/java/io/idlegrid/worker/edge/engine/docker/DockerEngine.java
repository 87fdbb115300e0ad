package io.idlegrid.worker.edge.engine.docker;

import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.EngineGroups;
import io.idlegrid.worker.domain.run.EngineImages;
import io.idlegrid.worker.domain.run.EngineProbe;
import io.idlegrid.worker.domain.run.OutputSink;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitView;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.OrderedWork.Order;
import io.idlegrid.worker.edge.engine.Accounts;
import io.idlegrid.worker.edge.engine.HostPrograms;
import io.idlegrid.worker.edge.engine.LowestPriority;
import io.idlegrid.worker.edge.engine.OutputPace;
import io.idlegrid.worker.edge.engine.PacedSink;
import io.idlegrid.worker.edge.engine.PlanFolders;
import io.idlegrid.worker.edge.engine.UnitLedger;
import io.idlegrid.worker.edge.engine.UnitUser;
import io.idlegrid.worker.edge.engine.docker.message.ContainerSpec;
import io.idlegrid.worker.edge.engine.docker.message.Event;
import io.idlegrid.worker.edge.engine.docker.message.Reply;
import io.idlegrid.worker.edge.engine.docker.message.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs units as containers of an engine that speaks Docker's language. */
public final class DockerEngine implements Engine {

  private static final Logger LOG = LoggerFactory.getLogger(DockerEngine.class);

  private final AttemptGroups groups;
  private final UnitUser user;
  private final ContainerPlan plans;
  private final EngineSocket socket;
  private final Map<String, Delivery> deliveries = new ConcurrentHashMap<>();
  private final Companion companion;
  private final BooleanSupplier mayFeed;
  private final CheckTurn checks = new CheckTurn();

  /** Known once the engine was looked at. */
  private volatile boolean runsGroups;

  /** The same. */
  private volatile boolean isBySystemd;

  /**
   * @param mayFeed whether the owner leaves room for the engine to take images in, now
   */
  public DockerEngine(DockerConfig config, AttemptGroups groups, BooleanSupplier mayFeed)
      throws IOException {
    this.groups = groups;
    this.mayFeed = mayFeed;
    this.user = UnitUser.of(config.unitUser());
    this.plans =
        new ContainerPlan(user, HostPrograms.ofThisDevice(), Accounts.write(config.folder(), user));
    this.socket = EngineSocket.at(config.host());
    this.companion = new Companion(config, groups.name(), new Ear());
  }

  @Override
  public String name() {
    return "docker";
  }

  /** Does not start a companion where there is no engine. */
  @Override
  public EngineProbe probe() {
    Optional<String> obstacle = socket.obstacle();
    if (obstacle.isPresent()) {
      return EngineProbe.unusable(List.of(obstacle.get()));
    }
    try {
      return probed((Reply.Found) companion.askOrThrow(Request.Look::new));
    } catch (EngineException e) {
      return EngineProbe.unusable(List.of(String.valueOf(e.getMessage())));
    }
  }

  private EngineProbe probed(Reply.Found found) {
    runsGroups = found.groups();
    isBySystemd = found.bySystemd();
    Optional<String> obstacle = found.obstacle(groups.whyNoSlices());
    if (obstacle.isPresent()) {
      return EngineProbe.unusable(List.of(obstacle.get()));
    }
    List<String> weak = new ArrayList<>(found.weaknesses());
    if (!groups.isUsable()) {
      weak.add(
          "the worker may not use control groups itself: containers are frozen through the engine,"
              + " which is slower, and do not yield to the owner as a whole");
    }
    weak.addAll(groups.missing());
    return EngineProbe.usable(found.version(), weak);
  }

  @Override
  public List<String> removeLeftovers() {
    List<String> told = new ArrayList<>(groups.removeStale());
    if (socket.obstacle().isEmpty()) {
      try {
        told.addAll(((Reply.Removed) companion.askOrThrow(Request.RemoveStale::new)).told());
      } catch (EngineException e) {
        told.add("left-behind containers were not looked for: " + e.getMessage());
      }
    }
    return told;
  }

  @Override
  public Optional<EngineImages> images() {
    return Optional.of(new DockerImages(companion, groups.ordered(), mayFeed));
  }

  /** A group is suspended as a whole only where it has a freezer of its own. */
  @Override
  public Optional<EngineGroups> groups() {
    return runsGroups && groups.works() ? Optional.of(new DockerGroups(this)) : Optional.empty();
  }

  /** Starts a container in the network and the control group of another one. */
  Start join(RunPlan itself, ContainerSpec spec, DockerUnit keeper, PacedSink output)
      throws EngineException {
    String name = spec.attempt();
    Delivery delivery = new Delivery(name, output, companion);
    deliveries.put(name, delivery);
    try {
      Reply reply = ordered(id -> new Request.Run(id, spec), CompanionLink.LONG);
      if (!(reply instanceof Reply.Running running)) {
        return refused(itself, null, reply);
      }
      requireInside(keeper.whole(), name, running);
      DockerUnit unit =
          new DockerUnit(
              itself.attempt(),
              null,
              new UnitLedger(itself, null),
              companion,
              running.init(),
              groups.ordered(),
              () -> deliveries.remove(name));
      delivery.start(unit::ended);
      lowerPriority(itself, keeper.group());
      return new Start.Started(unit);
    } catch (EngineException e) {
      deliveries.remove(name);
      throw e;
    }
  }

  /**
   * Whether a command in a container exits well in time. What the engine works for it counts as
   * host load: it comes back for as long as the service runs, and must not be hidden for so long.
   *
   * @param isWanted asked when it is its turn
   * @return false also when it was not wanted then
   */
  boolean check(LongFunction<Request> check, DockerUnit keeper, BooleanSupplier isWanted)
      throws EngineException {
    return checks.take(isWanted, () -> passes(check, keeper)).orElse(false);
  }

  private boolean passes(LongFunction<Request> check, DockerUnit keeper) throws EngineException {
    KeptLow kept = KeptLow.from(keeper.whole());
    try {
      Reply reply = companion.askAtLength(check);
      return reply instanceof Reply.Checked checked && checked.passed();
    } finally {
      kept.end();
    }
  }

  /** Asks for work of the engine that is not the owner's load. */
  private Reply ordered(LongFunction<Request> request, Duration patience) throws EngineException {
    groups.ordered().begun(Order.CONTAINER);
    try {
      return companion.ask(request, patience);
    } finally {
      groups.ordered().ended(Order.CONTAINER);
    }
  }

  /** Hands a folder to the user that units run as. */
  void own(Path folder) throws IOException {
    user.own(folder);
  }

  /** How the engine is told in which group it is to make a container's. */
  String parentOf(AttemptGroup group) {
    return group.asParent(isBySystemd);
  }

  String userOfUnits() {
    return user.uid() + ":" + user.gid();
  }

  @Override
  public UnitView view(UnitFolders folders) {
    return UnitView.SANDBOX;
  }

  @Override
  public Start start(RunPlan plan, OutputSink output) {
    Optional<String> obstacle = socket.obstacle();
    if (obstacle.isPresent()) {
      return new Start.Refused(Start.Reason.ENGINE_UNAVAILABLE, obstacle.get(), "");
    }
    Optional<Start.Refused> missing = PlanFolders.missing(plan);
    return missing.isPresent() ? missing.get() : startIn(plan, output);
  }

  private Start startIn(RunPlan plan, OutputSink output) {
    AttemptGroup group = null;
    String attempt = plan.attempt().value();
    try {
      user.own(plan.folders().work());
      user.own(plan.folders().checkpoint());
      group = groups.isUsable() ? groups.make(plan.attempt(), plan.limits()) : null;
      PacedSink paced = new PacedSink(output, OutputPace.fromNow());
      Delivery delivery = new Delivery(attempt, paced, companion);
      deliveries.put(attempt, delivery);
      ContainerSpec spec = specOf(plan, group);
      Reply reply = ordered(id -> new Request.Run(id, spec), CompanionLink.ANSWER);
      if (reply instanceof Reply.Running running) {
        requireInside(group, attempt, running);
        return new Start.Started(unit(plan, group, delivery, running));
      }
      return refused(plan, group, reply);
    } catch (EngineException | IOException e) {
      deliveries.remove(attempt);
      return new Start.Refused(
          Start.Reason.ENGINE_UNAVAILABLE,
          "attempt " + attempt + " was not started: " + e.getMessage() + removed(group),
          "see the worker's log; other devices are not affected");
    }
  }

  private ContainerSpec specOf(RunPlan plan, @Nullable AttemptGroup group) throws IOException {
    return group == null
        ? plans.specOf(plan, groups.path(), false)
        : plans.specOf(plan, parentOf(group), groups.limitsMemory());
  }

  private DockerUnit unit(
      RunPlan plan, @Nullable AttemptGroup group, Delivery delivery, Reply.Running running) {
    String attempt = plan.attempt().value();
    DockerUnit unit =
        new DockerUnit(
            plan.attempt(),
            group,
            new UnitLedger(plan, group),
            companion,
            running.init(),
            groups.ordered(),
            () -> deliveries.remove(attempt));
    delivery.start(unit::ended);
    lowerPriority(plan, group);
    return unit;
  }

  /**
   * One that came back with other settings than it was looked at with takes the name of a group for
   * that of another. What runs there would be neither held back nor frozen.
   */
  private void requireInside(@Nullable AttemptGroup group, String name, Reply.Running running)
      throws EngineException {
    if (group != null && running.pid() != 0 && group.lacks(running.pid())) {
      companion.askOrThrow(id -> new Request.Remove(id, name));
      throw new EngineException(
          "the container engine did not put the container into cgroup %s; start the worker again,"
                  .formatted(group.path())
              + " which looks at the engine anew");
    }
  }

  private static void lowerPriority(RunPlan plan, @Nullable AttemptGroup group) {
    try {
      if (group != null) {
        LowestPriority.giveTo(group);
      }
    } catch (EngineException e) {
      LOG.warn("attempt {} counts as host load in part: {}", plan.attempt(), e.getMessage());
    }
  }

  private Start.Refused refused(RunPlan plan, @Nullable AttemptGroup group, Reply reply) {
    deliveries.remove(plan.attempt().value());
    String left = removed(group);
    if (reply instanceof Reply.Failed failed) {
      return new Start.Refused(reasonOf(failed.kind()), failed.text() + left, failed.hint());
    }
    return new Start.Refused(
        Start.Reason.ENGINE_UNAVAILABLE, "unexpected answer " + reply + left, "");
  }

  private static Start.Reason reasonOf(Reply.Kind kind) {
    return switch (kind) {
      case NO_IMAGE -> Start.Reason.NO_IMAGE;
      case WRONG_ARCHITECTURE -> Start.Reason.WRONG_ARCHITECTURE;
      case REFUSED -> Start.Reason.BAD_PLAN;
      case UNREACHABLE -> Start.Reason.ENGINE_UNAVAILABLE;
    };
  }

  private static String removed(@Nullable AttemptGroup group) {
    try {
      if (group != null) {
        group.remove();
      }
      return "";
    } catch (EngineException e) {
      return "; " + e.getMessage();
    }
  }

  /** Whether a companion runs at the moment; a resting agent has none. */
  boolean hasCompanion() {
    return companion.isThere();
  }

  @Override
  public void close() {
    companion.close();
  }

  /** Passes on what happens to containers. */
  private final class Ear implements CompanionLink.Listener {

    @Override
    public void output(Event.Output output) {
      deliver(output.attempt(), output);
    }

    @Override
    public void ended(Event.Ended ended) {
      deliver(ended.attempt(), ended);
    }

    @Override
    public void lost(String why) {
      LOG.warn("{}", why);
      deliveries.forEach(
          (attempt, delivery) -> delivery.add(new Event.Ended(attempt, null, false, why)));
      if (!deliveries.isEmpty()) {
        Thread cleaner = new Thread(this::removeOrphans, "removes containers of a lost companion");
        cleaner.setDaemon(true);
        cleaner.start();
      }
    }

    /** Their guard cannot reach them any more, so they must not run on. */
    private void removeOrphans() {
      removeLeftovers().forEach(LOG::warn);
    }

    private void deliver(String attempt, Event event) {
      Delivery delivery = deliveries.get(attempt);
      if (delivery != null) {
        delivery.add(event);
      }
    }
  }
}

package io.idlegrid.worker.edge.engine.docker;

import io.idlegrid.worker.domain.group.ServicePlan;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.Ending;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.GroupHost;
import io.idlegrid.worker.domain.run.GroupPlan;
import io.idlegrid.worker.domain.run.OutputSink;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.domain.run.Usage;
import io.idlegrid.worker.edge.engine.OutputPace;
import io.idlegrid.worker.edge.engine.PacedSink;
import io.idlegrid.worker.edge.engine.docker.message.ContainerSpec;
import io.idlegrid.worker.edge.engine.docker.message.ContainerSpec.Mount;
import io.idlegrid.worker.edge.engine.docker.message.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The containers of one group, all in the control group of the attempt. */
final class DockerGroup implements GroupHost {

  private final DockerEngine engine;
  private final DockerUnit keeper;
  private final GroupPlan plan;
  private final Path hosts;
  private final AtomicInteger starts = new AtomicInteger();

  /** A service that floods the log is slower as long as the group lasts, not until it restarts. */
  private final OutputPace pace = OutputPace.fromNow();

  private final Set<DockerUnit> members = ConcurrentHashMap.newKeySet();

  /**
   * @param keeper keeps the network, and is the whole group to the kernel
   * @param hosts file that says where the services are
   */
  DockerGroup(DockerEngine engine, DockerUnit keeper, GroupPlan plan, Path hosts) {
    this.engine = engine;
    this.keeper = keeper;
    this.plan = plan;
    this.hosts = hosts;
  }

  @Override
  public Member start(ServicePlan service, OutputSink output) throws EngineException {
    AttemptName name = new AttemptName(plan.attempt() + "_" + starts.incrementAndGet());
    RunPlan itself =
        new RunPlan(
            name,
            List.of(service.name()),
            service.env(),
            plan.folders(),
            new UnitLimits(
                service.cpuCores(),
                service.memoryBytes(),
                plan.limits().processes(),
                plan.limits().fileBytes()),
            service.image(),
            false,
            List.of());
    Start start = engine.join(itself, specOf(name, service), keeper, new PacedSink(output, pace));
    if (start instanceof Start.Started started) {
      DockerUnit unit = (DockerUnit) started.unit();
      members.add(unit);
      return new Running(unit, this);
    }
    Start.Refused refused = (Start.Refused) start;
    if (refused.reason() == Start.Reason.ENGINE_UNAVAILABLE) {
      throw new EngineException(refused.text() + "; " + refused.hint());
    }
    return new NeverRan(
        new Exit(
            Ending.EXITED, Exit.NOT_STARTED, "did not start: " + refused.text(), keeper.usage()));
  }

  private ContainerSpec specOf(AttemptName name, ServicePlan service) {
    List<Mount> mounts = new ArrayList<>();
    mounts.add(new Mount(hosts.toString(), "/etc/hosts", true));
    service
        .volumes()
        .forEach(
            (path, use) -> {
              Path folder = Objects.requireNonNull(plan.volumes().get(use.volume()));
              mounts.add(new Mount(folder.toString(), path, use.readOnly()));
            });
    return new ContainerSpec(
        name.value(),
        service.image(),
        service.entrypoint(),
        service.env(),
        mounts,
        "",
        engine.userOfUnits(),
        engine.parentOf(keeper.whole()),
        service.cpuCores(),
        service.memoryBytes(),
        plan.limits().processes(),
        plan.limits().fileBytes(),
        false,
        true,
        plan.attempt().value(),
        service.command());
  }

  @Override
  public CompletableFuture<Exit> exit() {
    return keeper.exit();
  }

  @Override
  public void freeze() throws EngineException {
    keeper.freezeWhole();
  }

  @Override
  public void thaw() throws EngineException {
    keeper.thaw();
  }

  @Override
  public void kill() throws EngineException {
    keeper.kill();
  }

  @Override
  public Set<Long> processes() throws EngineException {
    return keeper.processes();
  }

  @Override
  public Usage usage() {
    return keeper.usage();
  }

  @Override
  public void close() throws EngineException {
    // Their processes are in the keeper's control group; afterwards only what the engine has is
    // left.
    EngineException failure = failureOf(keeper::kill, null);
    for (DockerUnit member : members) {
      failure = failureOf(member::close, failure);
    }
    failure = failureOf(keeper::close, failure);
    if (failure != null) {
      throw failure;
    }
  }

  private interface Step {
    void take() throws EngineException;
  }

  /** One that fails leaves none of the others behind. */
  private static @Nullable EngineException failureOf(Step step, @Nullable EngineException before) {
    try {
      step.take();
      return before;
    } catch (EngineException e) {
      if (before == null) {
        return e;
      }
      before.addSuppressed(e);
      return before;
    }
  }

  /** A service in a container. */
  private record Running(DockerUnit unit, DockerGroup group) implements Member {

    @Override
    public CompletableFuture<Exit> exit() {
      return unit.exit();
    }

    @Override
    public void terminate() throws EngineException {
      unit.terminate();
    }

    @Override
    public void kill() throws EngineException {
      unit.kill();
    }

    @Override
    public boolean check(List<String> command, Duration timeout, BooleanSupplier isWanted)
        throws EngineException {
      String name = unit.attempt().value();
      return group.engine.check(
          id -> new Request.Check(id, name, command, timeout.toMillis()), group.keeper, isWanted);
    }

    @Override
    public void remove() throws EngineException {
      unit.close();
      group.members.remove(unit);
    }
  }

  /** The engine did not take it: wrong command, no such image. */
  private record NeverRan(Exit how) implements Member {

    @Override
    public CompletableFuture<Exit> exit() {
      return CompletableFuture.completedFuture(how);
    }

    @Override
    public void terminate() {}

    @Override
    public void kill() {}

    @Override
    public boolean check(List<String> command, Duration timeout, BooleanSupplier isWanted) {
      return false;
    }

    @Override
    public void remove() {}
  }
}

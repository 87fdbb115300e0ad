package io.idlegrid.worker.edge.group;

import io.idlegrid.worker.domain.group.ServicePlan;
import io.idlegrid.worker.domain.group.ServiceReport;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.GroupHost;
import io.idlegrid.worker.domain.run.OutputSink;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A group of services as one unit: frozen, thawed, ended and paid for as a whole. */
public final class GroupUnit implements RunningUnit {

  private final AttemptName attempt;
  private final GroupHost host;
  private final GroupClock clock = new GroupClock();
  private final Supervisor supervisor;

  /**
   * What a group has to do with the rest of the agent.
   *
   * @param log takes the output of all services, each line with the service's name before it
   * @param told hears how the services are, whenever that changes
   * @param mayStart false while attempts must not run: no container is made then
   * @param grace how long a service may take to end when it is asked to
   */
  public record Surroundings(
      OutputSink log,
      Consumer<List<ServiceReport>> told,
      BooleanSupplier mayStart,
      Supplier<Duration> grace) {}

  private GroupUnit(
      AttemptName attempt, GroupHost host, List<ServicePlan> plans, Surroundings around) {
    this.attempt = attempt;
    this.host = host;
    this.supervisor = new Supervisor(attempt, host, plans, clock, around);
  }

  /** Starts the services of a group that was made, each once what it depends on is there. */
  public static GroupUnit start(
      AttemptName attempt, GroupHost host, List<ServicePlan> plans, Surroundings around) {
    GroupUnit unit = new GroupUnit(attempt, host, plans, around);
    unit.supervisor.start();
    return unit;
  }

  @Override
  public AttemptName attempt() {
    return attempt;
  }

  @Override
  public CompletableFuture<Exit> exit() {
    return supervisor.exit();
  }

  @Override
  public synchronized void freeze() throws EngineException {
    if (!exit().isDone()) {
      clock.freezing();
      try {
        host.freeze();
      } catch (EngineException e) {
        clock.goesOn();
        throw e;
      }
      clock.frozen();
    }
  }

  /** Somebody thawed it: there is no second way that stops all containers in one stroke. */
  @Override
  public synchronized void freezeOtherwise() throws EngineException {
    if (!exit().isDone()) {
      host.freeze();
    }
  }

  @Override
  public synchronized void thaw() throws EngineException {
    if (!exit().isDone()) {
      host.thaw();
      clock.thawed();
    }
  }

  @Override
  public void terminate() {
    supervisor.stop();
  }

  @Override
  public void kill() throws EngineException {
    if (!exit().isDone()) {
      supervisor.killing();
      host.kill();
    }
  }

  @Override
  public Set<Long> processes() throws EngineException {
    return exit().isDone() ? Set.of() : host.processes();
  }

  @Override
  public Usage usage() {
    return host.usage();
  }

  @Override
  public void close() throws EngineException {
    kill();
    host.close();
  }
}

package io.idlegrid.worker.edge.run;

import io.idlegrid.worker.domain.group.ServicePlan;
import io.idlegrid.worker.domain.run.Ending;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.EngineGroups;
import io.idlegrid.worker.domain.run.EngineImages;
import io.idlegrid.worker.domain.run.EngineProbe;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.GroupHost;
import io.idlegrid.worker.domain.run.GroupPlan;
import io.idlegrid.worker.domain.run.OutputSink;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitView;
import io.idlegrid.worker.domain.run.Usage;
import io.idlegrid.worker.edge.image.ShelfEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** An engine that writes down what is done to its one group, whose services run until then. */
final class GroupEngine implements Engine, EngineGroups, GroupHost {

  private static final Usage NOTHING = new Usage(Duration.ZERO, null, Duration.ZERO, false);

  final List<String> done = new CopyOnWriteArrayList<>();

  /** Its services do not end when they are asked to. */
  volatile boolean isStubborn;

  private final ShelfEngine images = new ShelfEngine();
  private final List<Service> services = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Exit> exit = new CompletableFuture<>();

  @Override
  public String name() {
    return images.name();
  }

  @Override
  public EngineProbe probe() {
    return images.probe();
  }

  @Override
  public List<String> removeLeftovers() {
    return List.of();
  }

  @Override
  public Optional<EngineImages> images() {
    return images.images();
  }

  @Override
  public Optional<EngineGroups> groups() {
    return Optional.of(this);
  }

  @Override
  public UnitView view(UnitFolders folders) {
    return images.view(folders);
  }

  @Override
  public Start start(RunPlan plan, OutputSink output) {
    return images.start(plan, output);
  }

  @Override
  public GroupHost open(GroupPlan plan) {
    return this;
  }

  @Override
  public Member start(ServicePlan service, OutputSink output) {
    Service started = new Service(service.name());
    services.add(started);
    done.add("start " + service.name());
    return started;
  }

  @Override
  public CompletableFuture<Exit> exit() {
    return exit;
  }

  @Override
  public void freeze() {
    done.add("freeze");
  }

  @Override
  public void thaw() {
    done.add("thaw");
  }

  @Override
  public void kill() {
    done.add("kill");
    services.forEach(service -> service.end(137));
  }

  @Override
  public Set<Long> processes() {
    return Set.of();
  }

  @Override
  public Usage usage() {
    return NOTHING;
  }

  @Override
  public void close() {}

  private final class Service implements Member {

    private final String name;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    private Service(String name) {
      this.name = name;
    }

    private void end(int code) {
      exit.complete(new Exit(Ending.EXITED, code, "exited with code " + code, NOTHING));
    }

    @Override
    public CompletableFuture<Exit> exit() {
      return exit;
    }

    @Override
    public void terminate() {
      done.add("stop " + name);
      if (!isStubborn) {
        end(143);
      }
    }

    @Override
    public void kill() {
      end(137);
    }

    @Override
    public boolean check(List<String> command, Duration timeout, BooleanSupplier isWanted) {
      return true;
    }

    @Override
    public void remove() {}
  }
}

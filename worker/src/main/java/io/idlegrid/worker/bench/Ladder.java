package io.idlegrid.worker.bench;

import io.idlegrid.protocol.device.Telemetry.Availability;
import io.idlegrid.worker.domain.availability.GuardPolicy;
import io.idlegrid.worker.domain.availability.HostLoad;
import io.idlegrid.worker.domain.availability.Proportion;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.OutputSink;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.CgroupMounts;
import io.idlegrid.worker.edge.disk.RemoveFolder;
import io.idlegrid.worker.edge.engine.UnitUser;
import io.idlegrid.worker.edge.engine.process.ProcessConfig;
import io.idlegrid.worker.edge.engine.process.ProcessEngine;
import io.idlegrid.worker.edge.guard.Brakes;
import io.idlegrid.worker.edge.guard.DeviceCpu;
import io.idlegrid.worker.edge.guard.LoadWatch;
import io.idlegrid.worker.edge.run.Gate;
import io.idlegrid.worker.loop.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What the worker does: real units of the process engine under the real guard. A unit is a stretch
 * of so many seconds of a busy process; between two of them the gatekeeper is asked, and while it
 * says no the process stands still, as if none had been started.
 */
record Ladder(String name, Duration unit, Supplier<Gatekeeper> gatekeeper)
    implements LendingPolicy {

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final Duration ASK = Duration.ofSeconds(2);

  /** So often the worker looks what there is room for while attempts run. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private static final UnitLimits LIMITS = new UnitLimits(1, 64L << 20, 16, 1 << 20);

  /** Without the forecaster, which learns a whole day first. */
  @Override
  public LendingPolicy bare() {
    return new Ladder(name, unit, () -> Gatekeeper.OPEN);
  }

  @Override
  public Lent begin() throws IOException, EngineException {
    PutBack after = new PutBack();
    try {
      return begin(after);
    } catch (IOException | EngineException | RuntimeException e) {
      try {
        after.close();
      } catch (PutBack.Failed left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private Lent begin(PutBack after) throws IOException, EngineException {
    Path folder = LeftBehind.folder();
    after.add(() -> RemoveFolder.remove(folder));
    CgroupMounts mounts = CgroupMounts.ofThisProcess();
    AttemptGroups groups = AttemptGroups.open(mounts, LeftBehind.name());
    after.add(groups::close);
    ProcessEngine engine =
        after.closing(
            new ProcessEngine(
                new ProcessConfig(
                    Files.createDirectories(folder.resolve("engine")),
                    "bwrap",
                    UnitUser.NOBODY_ELSE,
                    ProcessConfig.Plain.NEVER,
                    false),
                groups));
    if (!engine.probe().usable()) {
      throw new IOException(String.join("; ", engine.probe().obstacles()));
    }
    List<RunningUnit> units = new ArrayList<>();
    for (int i = 0; i < PROCESSORS; i++) {
      RunningUnit unit = started(engine, folder.resolve("u" + i), "u" + i);
      after.add(unit::close);
      units.add(unit);
    }
    DeviceCpu cpu = new DeviceCpu(Path.of("/proc"), mounts, groups);
    after.add(cpu::close);
    if (groups.works()) {
      after.add(groups::thawAll);
    }
    return new Running(new Parts(groups, units, cpu, after), gatekeeper.get(), unit);
  }

  private static RunningUnit started(ProcessEngine engine, Path folder, String name)
      throws IOException {
    Path work = Files.createDirectories(folder.resolve("work"));
    Path checkpoint = Files.createDirectories(folder.resolve("checkpoint"));
    RunPlan plan =
        new RunPlan(
            new AttemptName(name),
            List.of("sh", "-c", "while :; do :; done"),
            Map.of(),
            new UnitFolders(null, Map.of(), null, work.toRealPath(), checkpoint.toRealPath()),
            LIMITS,
            null,
            false,
            List.of());
    OutputSink nowhere = (channel, bytes, length) -> {};
    Start start = engine.start(plan, nowhere);
    if (start instanceof Start.Started started) {
      return started.unit();
    }
    throw new IOException(((Start.Refused) start).text());
  }

  private record Parts(
      AttemptGroups groups, List<RunningUnit> units, DeviceCpu cpu, PutBack after) {}

  private static final class Running implements Lent {

    private final Parts parts;
    private final Gatekeeper gatekeeper;
    private final Stops stops = new Stops();
    private final LoadWatch watch;
    private final Thread gate;

    Running(Parts parts, Gatekeeper gatekeeper, Duration unit) throws IOException {
      this.parts = parts;
      this.gatekeeper = gatekeeper;
      Lanes lanes = new Lanes(parts.units());
      watch =
          new LoadWatch(
              parts.cpu(),
              PROCESSORS,
              GuardPolicy.CAUTIOUS,
              new Brakes(parts.groups(), lanes, new Gate()),
              () -> true,
              this::hear,
              Clock.systemUTC());
      watch.start();
      gate = new Thread(() -> keep(lanes, unit), "gate");
      gate.setDaemon(true);
      gate.start();
    }

    @Override
    public Duration cpu() throws IOException {
      return parts.groups().usedExactly();
    }

    @Override
    public List<Stop> stops() {
      return stops.all();
    }

    /** Nothing is ever killed within a round. */
    @Override
    public Duration lost() {
      return Duration.ZERO;
    }

    @Override
    public void end() throws InterruptedException, PutBack.Failed {
      gate.interrupt();
      gate.join();
      watch.close();
      parts.after().close();
    }

    private void hear(Event event) {
      if (event instanceof Event.Loaded loaded) {
        gatekeeper.saw(loaded.sample().host());
      }
      if (event instanceof Event.Guarded guarded) {
        Availability state = guarded.state();
        stops.noted(!state.lending().equals(Availability.AVAILABLE), state.reason());
      }
    }

    /** As the owner's watch does, on a device that nobody calls warm. */
    private void shrink() throws EngineException {
      double host = watch.seen().load().map(HostLoad::host).orElse(0.0);
      double cores =
          new Proportion(PROCESSORS, PROCESSORS, GuardPolicy.CAUTIOUS.leave())
              .cores(host, OptionalDouble.empty(), OptionalDouble.empty());
      watch.fit(cores);
      parts.groups().limitCpu(cores);
    }

    private void keep(Lanes lanes, Duration unit) {
      long askAt = System.nanoTime();
      try {
        while (true) {
          if (System.nanoTime() - askAt >= 0) {
            boolean mayStart = !watch.seen().isStopped() && gatekeeper.mayStart();
            lanes.open(mayStart);
            askAt = System.nanoTime() + (mayStart ? unit : ASK).toNanos();
          }
          shrink();
          TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
      } catch (InterruptedException over) {
        Thread.currentThread().interrupt();
      } catch (EngineException e) {
        // Told at the end, with what else went wrong.
        PutBack after = parts.after();
        after.add(
            () -> {
              throw e;
            });
      }
    }
  }
}

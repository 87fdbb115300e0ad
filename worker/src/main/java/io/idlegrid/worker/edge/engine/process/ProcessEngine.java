package io.idlegrid.worker.edge.engine.process;

import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.EngineProbe;
import io.idlegrid.worker.domain.run.OutputSink;
import io.idlegrid.worker.domain.run.OutputSink.Channel;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitView;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.engine.BaseEnvironment;
import io.idlegrid.worker.edge.engine.OutputPump;
import io.idlegrid.worker.edge.engine.PlanFolders;
import io.idlegrid.worker.edge.engine.UnitLedger;
import io.idlegrid.worker.edge.engine.UnitUser;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs units as processes of this device, in a sandbox where that is possible. */
public final class ProcessEngine implements Engine {

  private final ProcessConfig config;
  private final AttemptGroups groups;
  private final UnitUser user;
  private final IsolationChoice choice;
  private final Spawner spawner = new Spawner();

  /** Finds out how far units can be kept apart here; {@link #probe} tells. */
  public ProcessEngine(ProcessConfig config, AttemptGroups groups) throws IOException {
    this.config = config;
    this.groups = groups;
    this.user = UnitUser.of(config.unitUser());
    this.choice = new IsolationTrial(config, user).choose();
  }

  @Override
  public String name() {
    return "process";
  }

  @Override
  public EngineProbe probe() {
    List<String> obstacles = new ArrayList<>(choice.obstacles());
    List<String> weaknesses = new ArrayList<>(choice.weaknesses());
    if (!groups.works() && !config.stopBySignal()) {
      obstacles.add(
          "attempts could not be frozen: "
              + String.join("; ", groups.missing())
              + "; the owner may allow to stop them by signal instead");
    } else if (!groups.works()) {
      weaknesses.add("attempts are stopped by signals, which they can notice and delay");
    }
    weaknesses.addAll(groups.missing());
    return obstacles.isEmpty()
        ? EngineProbe.usable(choice.version(), weaknesses)
        : EngineProbe.unusable(obstacles);
  }

  @Override
  public List<String> removeLeftovers() {
    List<String> told = new ArrayList<>(groups.removeStale());
    if (!groups.isUsable()) {
      Set<Long> left = new MarkedProcesses(groups.name() + "/").find();
      left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      left.forEach(
          pid -> told.add("killed process " + pid + ", left behind by an agent that ended"));
    }
    return told;
  }

  @Override
  public UnitView view(UnitFolders folders) {
    return choice.isolation().map(each -> each.view(folders)).orElse(UnitView.SANDBOX);
  }

  @Override
  public Start start(RunPlan plan, OutputSink output) {
    EngineProbe probe = probe();
    if (!probe.usable()) {
      return refused(Start.Reason.ENGINE_UNAVAILABLE, String.join("; ", probe.obstacles()), "");
    }
    if (plan.image() != null) {
      return refused(
          Start.Reason.NOT_SUPPORTED,
          "the process engine runs no images, and attempt "
              + plan.attempt()
              + " asks for "
              + plan.image(),
          "only devices with a container engine can take this job");
    }
    Optional<Start.Refused> missing = PlanFolders.missing(plan);
    return missing.isPresent() ? missing.get() : launch(plan, output);
  }

  private Start launch(RunPlan plan, OutputSink output) {
    AttemptGroup group = null;
    try {
      user.own(plan.folders().work());
      user.own(plan.folders().checkpoint());
      group = groups.isUsable() ? groups.make(plan.attempt(), plan.limits()) : null;
      return new Start.Started(launchIn(group, plan, output));
    } catch (EngineException | IOException e) {
      return refused(
          Start.Reason.ENGINE_UNAVAILABLE,
          "attempt " + plan.attempt() + " was not started: " + e.getMessage() + removed(group),
          "see the worker's log; other devices are not affected");
    }
  }

  private RunningUnit launchIn(@Nullable AttemptGroup group, RunPlan plan, OutputSink output)
      throws EngineException, IOException {
    Isolation isolation = choice.isolation().orElseThrow();
    Isolation.Layout layout = isolation.lay(plan);
    try {
      String mark = groups.name() + "/" + plan.attempt();
      LaunchReport report =
          new LaunchReport(
              config.folder().resolve(plan.attempt() + ".report"), isolation.reports());
      Process process = spawner.start(builder(isolation, plan, group, report, mark));
      UnitProcesses processes =
          new UnitProcesses(group, new MarkedProcesses(mark), config.stopBySignal());
      ProcessUnit unit =
          new ProcessUnit(
              plan.attempt(), process, processes, new UnitLedger(plan, group), report, layout);
      watch(unit, process, output);
      return unit;
    } catch (EngineException | IOException e) {
      layout.remove();
      throw e;
    }
  }

  private ProcessBuilder builder(
      Isolation isolation,
      RunPlan plan,
      @Nullable AttemptGroup group,
      LaunchReport report,
      String mark)
      throws IOException {
    List<Path> join = group == null ? List.of() : group.joinFiles();
    ProcessBuilder builder =
        new ProcessBuilder(
            LaunchCommand.of(
                report.file(), plan.limits().fileBytes(), join, isolation.command(plan, group)));
    builder.directory(isolation.directory(plan.folders()).toFile());
    builder.environment().clear();
    builder.environment().putAll(BaseEnvironment.of(plan, isolation.view(plan.folders())));
    builder.environment().put(MarkedProcesses.VARIABLE, mark);
    builder.redirectInput(new File("/dev/null"));
    return builder;
  }

  private static void watch(ProcessUnit unit, Process process, OutputSink output) {
    List<Thread> pumps =
        List.of(
            pump(unit, process.getInputStream(), Channel.OUTPUT, output),
            pump(unit, process.getErrorStream(), Channel.ERROR, output));
    start(() -> unit.watch(pumps), "watch " + unit.attempt());
  }

  private static Thread pump(
      ProcessUnit unit, InputStream from, Channel channel, OutputSink output) {
    return start(
        new OutputPump(from, channel, output)::run, channel.name() + " of " + unit.attempt());
  }

  private static Thread start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
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

  private static Start.Refused refused(Start.Reason reason, String text, String hint) {
    return new Start.Refused(reason, text, hint);
  }

  @Override
  public void close() {
    spawner.close();
  }
}

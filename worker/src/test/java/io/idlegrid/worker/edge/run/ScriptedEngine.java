package io.idlegrid.worker.edge.run;

import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.Ending;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.EngineProbe;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.OutputSink;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.RunningUnit;
import io.idlegrid.worker.domain.run.Start;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitView;
import io.idlegrid.worker.domain.run.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** An engine whose units do what a test says instead of running a command. */
final class ScriptedEngine implements Engine {

  final BlockingQueue<Unit> started = new LinkedBlockingQueue<>();
  private final Script script;
  private final Optional<Start.Refused> refusal;

  /** What a unit does as it starts. */
  @FunctionalInterface
  interface Script {
    void run(RunPlan plan, Unit unit) throws IOException;
  }

  ScriptedEngine(Script script) {
    this.script = script;
    this.refusal = Optional.empty();
  }

  /** An engine that starts nothing. */
  ScriptedEngine(Start.Refused refusal) {
    this.script = (plan, unit) -> {};
    this.refusal = Optional.of(refusal);
  }

  @Override
  public String name() {
    return "process";
  }

  @Override
  public EngineProbe probe() {
    return EngineProbe.usable("scripted", List.of());
  }

  @Override
  public List<String> removeLeftovers() {
    return List.of();
  }

  @Override
  public UnitView view(UnitFolders folders) {
    return new UnitView(String.valueOf(folders.work().getParent()));
  }

  @Override
  public Start start(RunPlan plan, OutputSink output) {
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Unit unit = new Unit(plan, output);
    try {
      script.run(plan, unit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    started.add(unit);
    return new Start.Started(unit);
  }

  @Override
  public void close() {}

  /** A unit that ends when the test, or a signal, says so; takes one order at a time, as all do. */
  static final class Unit implements RunningUnit {

    final RunPlan plan;
    final AtomicInteger freezes = new AtomicInteger();
    final AtomicInteger freezesOtherwise = new AtomicInteger();
    final AtomicInteger thaws = new AtomicInteger();
    volatile Runnable onTerminate = () -> end(143);
    volatile Runnable onKill = () -> {};
    volatile Supplier<Duration> cpu = () -> Duration.ofMillis(500);
    volatile Duration thawed = Duration.ofSeconds(1);
    private final OutputSink output;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    Unit(RunPlan plan, OutputSink output) {
      this.plan = plan;
      this.output = output;
    }

    void say(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      output.write(OutputSink.Channel.OUTPUT, bytes, bytes.length);
    }

    void end(int code) {
      exit.complete(new Exit(Ending.EXITED, code, "exited with code " + code, usage()));
    }

    @Override
    public AttemptName attempt() {
      return plan.attempt();
    }

    @Override
    public CompletableFuture<Exit> exit() {
      return exit;
    }

    @Override
    public synchronized void freeze() {
      freezes.incrementAndGet();
    }

    @Override
    public synchronized void freezeOtherwise() {
      freezesOtherwise.incrementAndGet();
    }

    @Override
    public synchronized void thaw() {
      thaws.incrementAndGet();
    }

    @Override
    public void terminate() {
      onTerminate.run();
    }

    @Override
    public synchronized void kill() {
      onKill.run();
      exit.complete(new Exit(Ending.KILLED, 137, "killed", usage()));
    }

    @Override
    public Usage usage() {
      return new Usage(cpu.get(), null, thawed, false);
    }

    @Override
    public void close() {
      kill();
    }
  }
}

package io.idlegrid.worker.edge.group;

import io.idlegrid.worker.domain.group.ServicePlan;
import io.idlegrid.worker.domain.run.Ending;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.GroupHost;
import io.idlegrid.worker.domain.run.OutputSink;
import io.idlegrid.worker.domain.run.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A host whose services end and are well as the test says. */
final class FakeHost implements GroupHost {

  private static final Usage NOTHING = new Usage(Duration.ZERO, null, Duration.ZERO, false);

  final List<String> done = new CopyOnWriteArrayList<>();
  final Map<String, FakeMember> running = new ConcurrentHashMap<>();
  final Map<String, Boolean> well = new ConcurrentHashMap<>();

  /** Services that do not end when they are asked to. */
  final Set<String> stubborn = ConcurrentHashMap.newKeySet();

  final AtomicInteger mostStartsAtOnce = new AtomicInteger();
  private final AtomicInteger starting = new AtomicInteger();

  final AtomicInteger killsThatFail = new AtomicInteger();
  final List<String> checks = new CopyOnWriteArrayList<>();
  volatile boolean canFreeze = true;
  volatile boolean canStart = true;
  volatile String failure = "unforeseen";

  final CompletableFuture<Exit> exit = new CompletableFuture<>();

  @Override
  public Member start(ServicePlan service, OutputSink output) {
    if (!canStart) {
      throw new IllegalStateException(failure);
    }
    mostStartsAtOnce.accumulateAndGet(starting.incrementAndGet(), Math::max);
    for (int i = 0; i < 100_000; i++) {
      // Takes a while, without a clock.
      Thread.onSpinWait();
    }
    starting.decrementAndGet();
    done.add("start " + service.name());
    byte[] said = "hello\n".getBytes(StandardCharsets.UTF_8);
    output.write(OutputSink.Channel.OUTPUT, said, said.length);
    FakeMember member = new FakeMember(service.name());
    running.put(service.name(), member);
    return member;
  }

  /** The service exits by itself. */
  void exit(String service, int code) {
    running.remove(service).end(Ending.EXITED, code);
  }

  @Override
  public CompletableFuture<Exit> exit() {
    return exit;
  }

  @Override
  public void freeze() throws EngineException {
    if (!canFreeze) {
      throw new EngineException("no freezer");
    }
    done.add("freeze");
  }

  @Override
  public void thaw() {
    done.add("thaw");
  }

  @Override
  public void kill() {
    running.values().forEach(member -> member.end(Ending.EXITED, 137));
    running.clear();
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
  public void close() {
    kill();
  }

  final class FakeMember implements Member {

    private final String name;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    private FakeMember(String name) {
      this.name = name;
    }

    private void end(Ending ending, int code) {
      exit.complete(new Exit(ending, code, "exited with code " + code, NOTHING));
    }

    @Override
    public CompletableFuture<Exit> exit() {
      return exit;
    }

    @Override
    public void terminate() {
      done.add("stop " + name);
      if (!stubborn.contains(name)) {
        running.remove(name);
        end(Ending.EXITED, 143);
      }
    }

    @Override
    public void kill() throws EngineException {
      done.add("kill " + name);
      if (killsThatFail.getAndDecrement() > 0) {
        throw new EngineException("no answer");
      }
      running.remove(name);
      end(Ending.EXITED, 137);
    }

    @Override
    public boolean check(List<String> command, Duration timeout, BooleanSupplier isWanted) {
      checks.add(name);
      return well.getOrDefault(name, true);
    }

    @Override
    public void remove() {}
  }
}

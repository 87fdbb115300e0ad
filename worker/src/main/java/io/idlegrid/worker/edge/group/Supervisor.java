package io.idlegrid.worker.edge.group;

import io.idlegrid.worker.domain.group.GroupOrder;
import io.idlegrid.worker.domain.group.GroupOrder.Hopeless;
import io.idlegrid.worker.domain.group.HealthCheck;
import io.idlegrid.worker.domain.group.Restart;
import io.idlegrid.worker.domain.group.ServiceMove;
import io.idlegrid.worker.domain.group.ServicePlan;
import io.idlegrid.worker.domain.group.ServiceReport;
import io.idlegrid.worker.domain.group.ServiceState;
import io.idlegrid.worker.domain.group.ServiceState.AfterExit;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.Ending;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.Exit;
import io.idlegrid.worker.domain.run.GroupHost;
import io.idlegrid.worker.domain.run.GroupHost.Member;
import io.idlegrid.worker.edge.group.GroupUnit.Surroundings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the services of a group. A thread of its own takes what happens to them and does what
 * follows; nothing waits in it.
 */
final class Supervisor {

  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final long LOOK_MILLIS = 200;
  private static final Duration FAREWELL = Duration.ofSeconds(45);

  private final AttemptName attempt;
  private final GroupHost host;
  private final GroupClock clock;
  private final Surroundings around;
  private final Map<String, Watched> services = new LinkedHashMap<>();
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Exit> exit = new CompletableFuture<>();
  private final ExecutorService hands;
  private final Object oneStart = new Object();
  private final HealthWatch health;
  private List<ServiceReport> lastTold = List.of();
  private boolean isStopping;
  private @Nullable Watched culprit;
  private @Nullable Exit hostEnd;
  private volatile boolean isKilled;

  Supervisor(
      AttemptName attempt,
      GroupHost host,
      List<ServicePlan> plans,
      GroupClock clock,
      Surroundings around) {
    this.attempt = attempt;
    this.host = host;
    this.clock = clock;
    this.around = around;
    plans.forEach(
        plan ->
            services.put(
                plan.name(), new Watched(plan, new NamedLines(plan.name(), around.log()))));
    this.hands = Executors.newCachedThreadPool(task -> daemon(task, "service of " + attempt));
    this.health = new HealthWatch(clock, hands, events::add, this::move);
  }

  void start() {
    var unused = host.exit().thenAccept(how -> events.add(() -> hostEnd = how));
    daemon(this::run, "group of " + attempt).start();
  }

  /** Completed once, when nothing of the group runs any more. */
  CompletableFuture<Exit> exit() {
    return exit;
  }

  /** Services are to end in the reverse of the order in which they started. */
  void stop() {
    events.add(() -> isStopping = true);
  }

  /** The processes are being killed; nothing is started again. */
  void killing() {
    isKilled = true;
    events.add(this::step);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void run() {
    Exit end;
    try {
      while (!GroupOrder.isOver(states().values())) {
        Runnable event = events.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (event != null) {
          event.run();
        }
        step();
        tell();
      }
      end = new GroupEnd(isKilled, hostEnd, culprit, services.values()).judge(host.usage());
    } catch (InterruptedException | RuntimeException e) {
      LOG.error("the services of {} are not watched any more", attempt, e);
      end =
          new Exit(Ending.LOST, null, "its services were not watched any more: " + e, host.usage());
    }
    exit.complete(withNothingLeft(end));
  }

  private Exit withNothingLeft(Exit end) {
    try {
      host.kill();
      health.close();
      hands.shutdown();
      if (!hands.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the engine still works on services of {}, {} after their end", attempt, FAREWELL);
      }
      return end;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return end;
    } catch (EngineException e) {
      return new Exit(
          Ending.LOST, null, "ended, but not all of it: " + e.getMessage(), host.usage());
    }
  }

  private void step() {
    if (isStopping || isKilled || hostEnd != null) {
      stopNext();
      return;
    }
    Optional<String> failed = GroupOrder.failed(plans(), states());
    if (failed.isPresent()) {
      giveUp(watched(failed.get()));
      return;
    }
    Optional<Hopeless> hopeless = GroupOrder.hopeless(plans(), states());
    if (hopeless.isPresent()) {
      Watched waiting = watched(hopeless.get().service());
      waiting.detail = hopeless.get().why();
      giveUp(waiting);
      return;
    }
    if (clock.isFrozen() || !around.mayStart().getAsBoolean()) {
      return;
    }
    GroupOrder.startable(plans(), states())
        .forEach(name -> move(name, ServiceState::dependenciesMet));
    for (Watched service : services.values()) {
      if (isDue(service) && service.state == ServiceState.BACKING_OFF) {
        move(service, service.state.waited());
      } else if (isDue(service) && service.state == ServiceState.UNHEALTHY) {
        askToEnd(service, true);
      }
    }
    health.askNext(services.values());
  }

  private void giveUp(Watched because) {
    culprit = because;
    isStopping = true;
  }

  private Watched watched(String name) {
    return Objects.requireNonNull(services.get(name));
  }

  private void stopNext() {
    GroupOrder.stoppable(plans(), states()).forEach(name -> move(name, ServiceState::stopWished));
    for (Watched service : services.values()) {
      if (service.state == ServiceState.STOPPING && isDue(service)) {
        askToEnd(service, true);
      }
    }
  }

  private boolean isDue(Watched service) {
    return clock.now().compareTo(service.nextAt) >= 0;
  }

  private void move(String name, Function<ServiceState, ServiceMove> event) {
    Watched service = watched(name);
    move(service, event.apply(service.state));
  }

  private void move(Watched service, ServiceMove move) {
    move.state().ifPresent(next -> service.state = next);
    move.effect()
        .ifPresent(
            effect -> {
              switch (effect) {
                case START -> start(service);
                case KILL -> askToEnd(service, true);
                case TERMINATE -> askToEnd(service, isKilled);
                case WAIT -> service.nextAt = clock.now().plus(Restart.pause(service.inARow - 1));
              }
            });
  }

  private void start(Watched service) {
    service.startedAt = clock.now();
    hands.execute(
        () -> {
          try {
            Member member = startedAlone(service);
            events.add(() -> started(service, member));
          } catch (EngineException | RuntimeException e) {
            Exit none =
                new Exit(
                    Ending.LOST, null, "could not be started: " + e.getMessage(), host.usage());
            events.add(() -> ended(service, none));
          }
        });
  }

  /** One after the other: an engine takes time for each that is not the group's. */
  private Member startedAlone(Watched service) throws EngineException {
    synchronized (oneStart) {
      return host.start(service.plan, service.lines);
    }
  }

  private void started(Watched service, Member member) {
    service.member = member;
    service.startedAt = clock.now();
    service.badChecks = 0;
    HealthCheck check = service.plan.health();
    service.nextAt = service.startedAt.plus(check == null ? Duration.ZERO : check.interval());
    move(service, service.state.started());
    if (service.state == ServiceState.STOPPING) {
      askToEnd(service, isKilled);
    }
    var unused = member.exit().thenAccept(how -> events.add(() -> ended(service, how)));
  }

  /** One that was asked and does not end in time is killed; that is repeated until it ends. */
  private void askToEnd(Watched service, boolean isForced) {
    service.nextAt = clock.now().plus(around.grace().get());
    end(service, isForced ? Member::kill : Member::terminate);
  }

  private interface Ender {
    void end(Member member) throws EngineException;
  }

  private void end(Watched service, Ender how) {
    Member member = service.member;
    if (member == null) {
      return;
    }
    hands.execute(
        () -> {
          try {
            how.end(member);
          } catch (EngineException | RuntimeException e) {
            LOG.warn("service {} of {}: {}", service.plan.name(), attempt, e.toString());
          }
        });
  }

  private void ended(Watched service, Exit how) {
    service.lines.flush();
    boolean isGood = how.ending() == Ending.EXITED && Integer.valueOf(0).equals(how.exitCode());
    service.inARow = Restart.row(service.inARow, clock.now().minus(service.startedAt));
    AfterExit then = service.plan.restart().after(isGood, service.inARow);
    service.lastExit = how;
    if (service.state != ServiceState.UNHEALTHY) {
      service.detail = isGood ? "" : how.detail();
    }
    if (then == AfterExit.GIVE_UP && service.inARow > 0) {
      String often = "ended %d times in a row".formatted(service.inARow + 1);
      service.detail = service.detail.isEmpty() ? often : service.detail + "; " + often;
    }
    boolean isAgain = service.state.isThere() && service.state != ServiceState.STOPPING;
    if (then == AfterExit.START_AGAIN && isAgain) {
      service.inARow++;
      service.restarts++;
    }
    end(service, Member::remove);
    service.member = null;
    move(service, service.state.exited(then));
  }

  private void tell() {
    List<ServiceReport> now = services.values().stream().map(Watched::report).toList();
    if (!now.equals(lastTold)) {
      lastTold = now;
      around.told().accept(now);
    }
  }

  private List<ServicePlan> plans() {
    return services.values().stream().map(service -> service.plan).toList();
  }

  private Map<String, ServiceState> states() {
    return services.values().stream()
        .collect(Collectors.toMap(service -> service.plan.name(), service -> service.state));
  }
}

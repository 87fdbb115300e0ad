package io.idlegrid.worker.edge.group;

import io.idlegrid.worker.domain.group.HealthCheck;
import io.idlegrid.worker.domain.group.ServiceMove;
import io.idlegrid.worker.domain.group.ServiceState;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.GroupHost.Member;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Asks services for their health and counts the answers. Called by the group's own thread. */
final class HealthWatch {

  /** For an engine a question is a process to be made, in time that is not the group's. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final GroupClock clock;
  private final Executor hands;
  private final Consumer<Runnable> events;
  private final BiConsumer<Watched, ServiceMove> move;
  private Duration nextAt = Duration.ZERO;

  /**
   * @param hands ask, which takes a while
   * @param events bring answers back to the group's own thread
   * @param move what follows from an answer
   */
  HealthWatch(
      GroupClock clock,
      Executor hands,
      Consumer<Runnable> events,
      BiConsumer<Watched, ServiceMove> move) {
    this.clock = clock;
    this.hands = hands;
    this.events = events;
    this.move = move;
  }

  /** Asks the service that has waited longest for it, if any is due. */
  void askNext(Collection<Watched> services) {
    if (clock.now().compareTo(nextAt) >= 0) {
      services.stream()
          .filter(this::isDue)
          .min(Comparator.comparing(service -> service.nextAt))
          .ifPresent(this::ask);
    }
  }

  private boolean isDue(Watched service) {
    boolean runs = service.state == ServiceState.RUNNING || service.state == ServiceState.HEALTHY;
    boolean canBeAsked = service.plan.health() != null && service.member != null;
    return runs && canBeAsked && !service.isChecking && clock.now().compareTo(service.nextAt) >= 0;
  }

  private void ask(Watched service) {
    HealthCheck health = service.plan.health();
    Member member = service.member;
    if (health == null || member == null) {
      return;
    }
    service.isChecking = true;
    nextAt = clock.now().plus(PAUSE);
    int before = clock.freezes();
    hands.execute(
        () -> {
          String problem = problem(member, health);
          boolean counts = before == clock.freezes();
          events.accept(() -> answered(service, member, health, problem, counts));
        });
  }

  private static String problem(Member member, HealthCheck health) {
    try {
      return member.check(health.command(), health.timeout())
          ? ""
          : "it does not pass its health check";
    } catch (EngineException e) {
      return "its health cannot be checked: " + e.getMessage();
    }
  }

  private void answered(
      Watched service, Member member, HealthCheck health, String problem, boolean counts) {
    if (member != service.member) {
      return;
    }
    service.isChecking = false;
    service.nextAt = clock.now().plus(health.interval());
    if (counts && problem.isEmpty()) {
      service.badChecks = 0;
      service.detail = "";
      move.accept(service, service.state.passedCheck());
    } else if (counts) {
      failed(service, health, problem);
    }
  }

  private void failed(Watched service, HealthCheck health, String problem) {
    boolean isStarting =
        service.state != ServiceState.HEALTHY
            && clock.now().minus(service.startedAt).compareTo(health.startPeriod()) < 0;
    service.badChecks += isStarting ? 0 : 1;
    if (service.badChecks >= health.retries()) {
      service.detail = problem + ", " + service.badChecks + " times in a row";
      move.accept(service, service.state.failedChecks());
    }
  }
}

package io.idlegrid.worker.edge.group;

import io.idlegrid.worker.domain.group.HealthCheck;
import io.idlegrid.worker.domain.group.ServiceMove;
import io.idlegrid.worker.domain.group.ServiceState;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.GroupHost.Member;
import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks services for their health, one at a time, and counts the answers. Called by the group's own
 * thread.
 */
final class HealthWatch {

  private final GroupClock clock;
  private final ExecutorService hands;
  private final Consumer<Runnable> events;
  private final BiConsumer<Watched, ServiceMove> move;
  private boolean isAsking;
  private @Nullable Future<?> asked;

  /**
   * @param hands ask, which takes a while
   * @param events bring answers back to the group's own thread
   * @param move what follows from an answer
   */
  HealthWatch(
      GroupClock clock,
      ExecutorService hands,
      Consumer<Runnable> events,
      BiConsumer<Watched, ServiceMove> move) {
    this.clock = clock;
    this.hands = hands;
    this.events = events;
    this.move = move;
  }

  /** Asks the service that has waited longest for it, if any is due. */
  void askNext(Collection<Watched> services) {
    if (!isAsking) {
      services.stream()
          .filter(this::isDue)
          .min(Comparator.comparing(service -> service.nextAt))
          .ifPresent(this::ask);
    }
  }

  private boolean isDue(Watched service) {
    boolean runs = service.state == ServiceState.RUNNING || service.state == ServiceState.HEALTHY;
    boolean canBeAsked = service.plan.health() != null && service.member != null;
    return runs && canBeAsked && clock.now().compareTo(service.nextAt) >= 0;
  }

  private void ask(Watched service) {
    HealthCheck health = service.plan.health();
    Member member = service.member;
    if (health == null || member == null) {
      return;
    }
    isAsking = true;
    int before = clock.freezes();
    BooleanSupplier counts = () -> !clock.isFrozen() && before == clock.freezes();
    asked =
        hands.submit(
            () -> {
              String problem = problem(member, health, counts);
              boolean isNow = counts.getAsBoolean();
              events.accept(() -> answered(service, member, health, problem, isNow));
            });
  }

  /** Asks nobody any more; who waits for an answer does not wait any longer. */
  void close() {
    if (asked != null) {
      asked.cancel(true);
    }
  }

  private static String problem(Member member, HealthCheck health, BooleanSupplier counts) {
    try {
      return member.check(health.command(), health.timeout(), counts)
          ? ""
          : "it does not pass its health check";
    } catch (EngineException | RuntimeException e) {
      return "its health cannot be checked: " + e.getMessage();
    }
  }

  private void answered(
      Watched service, Member member, HealthCheck health, String problem, boolean counts) {
    isAsking = false;
    // One that stood still on its way says nothing, and is asked again.
    if (member != service.member || !counts) {
      return;
    }
    service.nextAt = clock.now().plus(health.interval());
    if (problem.isEmpty()) {
      service.badChecks = 0;
      service.detail = "";
      move.accept(service, service.state.passedCheck());
    } else {
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
